//! The refusals that named constraints of the database stand for.

use super::{Field, Refusal};

impl Refusal {
    /// The refusal that a named constraint of the database stands for, if users can run into it.
    pub fn of_constraint(name: &str) -> Option<Self> {
        match name {
            "confirmed_invoice_is_frozen" => Some(Self::ConfirmedInvoiceIsFrozen),
            "actual_on_one_invoice"
            | "claimed_actual_leaves_the_backlog"
            | "backlog_holds_only_what_is_open"
            | "invoice_state_moves_forward"
            | "entry_state_moves_as_drawn"
            | "contract_state_moves_forward"
            | "milestone_split_on_one_invoice"
            | "invoiced_milestone_is_frozen"
            | "retainer_on_one_invoice"
            | "retainer_used_within_available"
            | "retainer_belongs_on_its_invoice"
            | "retainers_applied_within_chargeable"
            | "invoiced_retainer_is_frozen"
            | "billed_before_has_its_opening" => Some(Self::Outdated),
            "retainer_that_counted_stays" => Some(Self::RetainerCountedOnce),
            "retainer_of_a_contract_customer" => Some(Self::CustomerHasRetainers),
            "milestone_is_for_fixed_price" => Some(Self::MilestoneIsForFixedPrice),
            "milestone_tax_needs_an_amount" => Some(Self::MilestoneTaxNeedsAnAmount),
            "milestone_detail_keeps_its_amount" => Some(Self::MilestoneAmountIsFixed),
            "approved_entry_is_frozen" => Some(Self::EntryFrozen),
            "submitted_entry_keeps_its_work" | "submitted_entry_keeps_its_rate" => {
                Some(Self::Outdated)
            }
            "entry_waits_in_one_approval_set" => Some(Self::WaitsInApprovalSet),
            "approval_outcome_is_final" => Some(Self::Outdated),
            "entry_that_counted_stays" => Some(Self::EntryCountedOnce),
            "failed_limit_is_never_ready" => Some(Self::LimitNotEvaluated),
            "person_email_is_unique" => Some(Self::EmailTaken),
            "person_email_looks_like_no_other" => Some(Self::EmailLooksTaken),
            "company_time_zone_is_known" => Some(Self::FieldNotAChoice(Field::TimeZone)),
            "contract_number_is_unique" => Some(Self::NameTaken(Field::ContractNumber)),
            "customer_name_is_unique"
            | "role_name_is_unique"
            | "category_name_is_unique"
            | "product_name_is_unique"
            | "task_name_is_unique" => Some(Self::NameTaken(Field::Name)),
            "project_code_is_unique" => Some(Self::NameTaken(Field::Code)),
            "price_periods_do_not_overlap" => Some(Self::PricesOverlap),
            "price_of_time_is_by_the_hour" => Some(Self::TimeIsByTheHour),
            "sale_without_price_is_never_ready" | "sale_without_price_is_not_billed" => {
                Some(Self::NoPrice)
            }
            "rounding_customer_has_a_share" | "contract_rounding_customer_has_a_share" => {
                Some(Self::RoundingWithoutShare)
            }
            "line_customer_with_actuals_stays" => Some(Self::LineCustomerHasActuals),
            "confirmed_contract_is_read_only" | "contract_currency_is_frozen" => {
                Some(Self::ContractIsReadOnly)
            }
            "contract_line_with_actuals_stays" => Some(Self::ContractInUse),
            "project_class_is_on_one_line" | "whole_project_excludes_its_tasks" => {
                Some(Self::Outdated)
            }
            "invoice_detail_tax_is_for_chargeable" => Some(Self::TaxOnNonChargeable),
            "contract_line_customer_limit_is_for_time_and_material" => {
                Some(Self::LimitOnFixedPrice)
            }
            _ => None,
        }
    }
}
