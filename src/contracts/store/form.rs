//! SQL of a contract as it is kept, to be typed over.

use super::known::known;
use crate::{
    contracts::model::setup::{ContractForm, ContractSetup, LineForm, SplitForm},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{CategoryId, ContractId, ContractLineId, CustomerId, ProjectId, RoleId, TaskId},
        refusal::Refusal,
        words::{ContractState, TransactionClass},
    },
};
use rust_decimal::Decimal;
use std::collections::HashMap;

fn typed(value: Option<Decimal>) -> String {
    value.map(|v| v.normalize().to_string()).unwrap_or_default()
}

fn typed_day(value: Option<chrono::NaiveDate>) -> String {
    value.map(|day| day.to_string()).unwrap_or_default()
}

/// Everything that a contract's form is filled from and checked against; `sent`: as somebody wants
/// to save it.
pub async fn read_contract_setup(
    scope: &mut Scope,
    contract: Option<ContractId>,
    sent: Option<&ContractForm>,
) -> Result<ContractSetup, Failure> {
    let (state, form) = match contract {
        Some(contract) => {
            let (state, form) = contract_form(scope, contract).await?;
            (Some(state), form)
        }
        None => (None, ContractForm::default()),
    };
    let known = known(scope, contract, sent.unwrap_or(&form)).await?;
    Ok(ContractSetup { form, state, ..known })
}

/// A contract as it is kept, to be typed over.
pub async fn contract_form(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<(ContractState, ContractForm), Failure> {
    let header = sqlx::query!(
        r"
        select number, name, primary_customer_id, currency, start_on,
            requested_delivery_on, not_to_exceed, version, state
        from contract
        where company_id = $1 and contract_id = $2
        ",
        scope.company(),
        contract.0
    )
    .fetch_optional(scope.connection())
    .await?
    .ok_or(Refusal::NotFound)?;
    let customers = sqlx::query!(
        r"
        select customer_id, billing_split_percent, is_rounding, not_to_exceed, bill_to_name,
            bill_to_contact, bill_to_address, payment_terms_days
        from contract_customer
        where company_id = $1 and contract_id = $2
        order by position, customer_id
        ",
        scope.company(),
        contract.0
    )
    .fetch_all(scope.connection())
    .await?;
    let form = ContractForm {
        contract_id: Some(contract),
        version: header.version,
        number: header.number,
        name: header.name,
        primary_customer: Some(CustomerId(header.primary_customer_id)),
        currency: header.currency.to_string(),
        start_on: header.start_on.to_string(),
        requested_delivery_on: typed_day(header.requested_delivery_on),
        not_to_exceed: typed(header.not_to_exceed),
        customers: customers
            .into_iter()
            .map(|c| SplitForm {
                customer: Some(CustomerId(c.customer_id)),
                percent: typed(Some(c.billing_split_percent)),
                is_rounding: c.is_rounding,
                not_to_exceed: typed(c.not_to_exceed),
                bill_to_name: c.bill_to_name,
                bill_to_contact: c.bill_to_contact,
                bill_to_address: c.bill_to_address,
                payment_terms_days: c
                    .payment_terms_days
                    .map(|days| days.to_string())
                    .unwrap_or_default(),
            })
            .collect(),
        lines: line_forms(scope, contract).await?,
    };
    Ok((header.state, form))
}

async fn line_forms(scope: &mut Scope, contract: ContractId) -> Result<Vec<LineForm>, Failure> {
    let lines = sqlx::query!(
        r#"
        select l.contract_line_id, l.name, l.billing_method,
            l.schedule_type, l.project_id, l.has_selected_tasks,
            l.contracted_amount, l.estimated_tax, l.not_to_exceed, l.customer_budget,
            l.billing_start_on, l.invoice_frequency_id, l.discount_percent, l.fee_percent,
            array(
                select distinct k.transaction_class
                from contract_line_class k
                where k.company_id = l.company_id and k.contract_line_id = l.contract_line_id
                order by 1
            ) as "classes!: Vec<TransactionClass>",
            array(
                select distinct k.task_id
                from contract_line_class k
                where k.company_id = l.company_id and k.contract_line_id = l.contract_line_id
                    and k.task_id is not null
                order by 1
            ) as "tasks!: Vec<i64>"
        from contract_line l
        where l.company_id = $1 and l.contract_id = $2
        order by l.line_number
        "#,
        scope.company(),
        contract.0
    )
    .fetch_all(scope.connection())
    .await?;
    let ids: Vec<i64> = lines.iter().map(|l| l.contract_line_id).collect();
    let mut splits = split_forms(scope, &ids).await?;
    let exceptions = sqlx::query!(
        r"
        select contract_line_id, role_id, category_id, task_id, is_chargeable
        from contract_line_chargeability
        where company_id = $1 and contract_line_id = any($2)
        order by contract_line_chargeability_id
        ",
        scope.company(),
        &ids
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(lines
        .into_iter()
        .map(|l| {
            let mine = || exceptions.iter().filter(|x| x.contract_line_id == l.contract_line_id);
            let pays = |task: i64| {
                mine().find(|x| x.task_id == Some(task)).is_none_or(|x| x.is_chargeable)
            };
            LineForm {
                contract_line_id: Some(ContractLineId(l.contract_line_id)),
                name: l.name,
                billing_method: l.billing_method,
                schedule_type: l.schedule_type,
                project: Some(ProjectId(l.project_id)),
                classes: l.classes,
                has_selected_tasks: l.has_selected_tasks,
                tasks: l.tasks.iter().map(|task| (TaskId(*task), pays(*task))).collect(),
                roles: mine()
                    .filter_map(|x| x.role_id.map(|id| (RoleId(id), x.is_chargeable)))
                    .collect(),
                categories: mine()
                    .filter_map(|x| x.category_id.map(|id| (CategoryId(id), x.is_chargeable)))
                    .collect(),
                contracted_amount: typed(l.contracted_amount),
                estimated_tax: typed(Some(l.estimated_tax).filter(|tax| !tax.is_zero())),
                not_to_exceed: typed(l.not_to_exceed),
                customer_budget: typed(l.customer_budget),
                discount_percent: typed(Some(l.discount_percent).filter(|p| !p.is_zero())),
                fee_percent: typed(Some(l.fee_percent).filter(|p| !p.is_zero())),
                billing_start_on: typed_day(l.billing_start_on),
                invoice_frequency: typed_key(l.invoice_frequency_id),
                splits: splits.remove(&l.contract_line_id).unwrap_or_default(),
            }
        })
        .collect())
}

/// A key as a form has it; none is blank.
fn typed_key(key: Option<i64>) -> String {
    key.map(|key| key.to_string()).unwrap_or_default()
}

/// Who pays on these lines.
async fn split_forms(
    scope: &mut Scope,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<SplitForm>>, Failure> {
    let mut splits: HashMap<i64, Vec<SplitForm>> = HashMap::new();
    for s in sqlx::query!(
        r"
        select contract_line_id, customer_id, billing_split_percent, is_rounding, not_to_exceed
        from contract_line_customer
        where company_id = $1 and contract_line_id = any($2)
        order by contract_line_id, position
        ",
        scope.company(),
        ids
    )
    .fetch_all(scope.connection())
    .await?
    {
        splits.entry(s.contract_line_id).or_default().push(SplitForm {
            customer: Some(CustomerId(s.customer_id)),
            percent: typed(Some(s.billing_split_percent)),
            is_rounding: s.is_rounding,
            not_to_exceed: typed(s.not_to_exceed),
            ..SplitForm::default()
        });
    }
    Ok(splits)
}
