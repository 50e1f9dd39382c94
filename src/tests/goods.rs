//! The small world's contract of goods, and its verbs.

use super::fixtures::World;
use crate::{
    contracts::{
        self,
        model::setup::{ContractForm, LineForm, SplitForm},
    },
    lifecycle,
    platform::failure::Failure,
    product_lines::{self, model::ProductLineEdit},
    vocabulary::{
        ids::{ProductId, ProductLineId},
        paging::{BulkOutcome, Selection},
        words::BillingMethod,
    },
};

impl World {
    /// The contract GOODS of two customers, confirmed: line 1 sells products to the primary one, line 2
    /// is a fixed price that they share by halves; Cable is priced at 80 a metre. Where it is there
    /// already, it stays.
    async fn goods(&self) {
        let company = self.company();
        let there = format!(
            "select count(*) from contract where company_id = {company} and number = 'GOODS'"
        );
        if self.ask(&there).await > 0 {
            return;
        }
        self.force(&format!(
            r"
            insert into project (company_id, code, name) values ({company}, 'GOODS', '');
            insert into product (company_id, name, unit) values ({company}, 'Goods cable', 'm');
            insert into price (
                company_id, currency, transaction_class, product_id, unit, unit_price, valid_from,
                valid_to
            )
            select {company}, 'EUR', 'material', product_id, unit, 80, '2026-01-01', '2027-12-31'
            from product
            where company_id = {company} and name = 'Goods cable'
            "
        ))
        .await;
        let known = self
            .read(|scope| {
                Box::pin(async move { contracts::commands::read_contract_setup(scope, None).await })
            })
            .await
            .expect("what a contract is made of");
        let share = |at: usize, percent: &str| SplitForm {
            customer: known.customers.get(at).map(|(id, _)| *id),
            percent: percent.into(),
            is_rounding: at == 0,
            ..SplitForm::default()
        };
        let project = known.projects.iter().find(|(_, name)| name.starts_with("GOODS"));
        let line = |name: &str, billing_method, splits| LineForm {
            name: name.into(),
            billing_method,
            project: project.map(|(id, _)| *id),
            splits,
            ..LineForm::default()
        };
        let products = line("Goods", BillingMethod::Product, vec![share(0, "100")]);
        let shared =
            line("Set-up", BillingMethod::FixedPrice, vec![share(0, "50"), share(1, "50")]);
        let form = ContractForm {
            number: "GOODS".into(),
            name: "Goods".into(),
            primary_customer: known.customers.first().map(|(id, _)| *id),
            currency: "EUR".into(),
            start_on: "2026-01-01".into(),
            customers: vec![share(0, "50"), share(1, "50")],
            lines: vec![
                LineForm { classes: Vec::new(), ..products },
                LineForm { contracted_amount: "1000".into(), ..shared },
            ],
            ..ContractForm::default()
        };
        let id = self
            .run(form, |tx, form| Box::pin(lifecycle::commands::save_contract(tx, form)))
            .await
            .expect("GOODS");
        self.run((id, 1), |tx, input| Box::pin(lifecycle::commands::confirm_contract(tx, input)))
            .await
            .expect("confirmed");
    }

    /// What an edit of a new product line of GOODS would send: so many metres of cable, priced by the
    /// price list.
    pub async fn new_product_line(&self, quantity: &str) -> ProductLineEdit {
        self.goods().await;
        let product = format!(
            "select product_id from product where company_id = {} and name = 'Goods cable'",
            self.company()
        );
        ProductLineEdit {
            contract_line_id: self.line("GOODS").await,
            product_line_id: None,
            version: 0,
            product: Some(ProductId(self.ask(&product).await)),
            sold_on: "2026-03-02".into(),
            quantity: quantity.into(),
            unit_price: String::new(),
            tax: String::new(),
        }
    }

    /// Sells so many metres of cable on GOODS.
    pub async fn product_line(&self, quantity: &str) -> ProductLineId {
        let edit = self.new_product_line(quantity).await;
        self.save_product_line(edit).await.expect("a product line")
    }

    /// Creates a product line, or changes one.
    pub async fn save_product_line(&self, edit: ProductLineEdit) -> Result<ProductLineId, Failure> {
        self.run(edit, |tx, edit| Box::pin(product_lines::commands::save_product_line(tx, edit)))
            .await
    }

    /// Marks product lines.
    pub async fn mark_product_lines(
        &self,
        selection: Selection,
        ready: bool,
    ) -> Result<BulkOutcome, Failure> {
        self.run(product_lines::model::Mark { selection, ready }, |tx, mark| {
            Box::pin(product_lines::commands::mark_product_lines(tx, mark))
        })
        .await
    }
}
