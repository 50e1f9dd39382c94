//! A contract's product-based lines on its page: what is sold on them, made, changed, deleted and
//! marked here.

use super::edit::ProductLineForm;
use crate::{
    product_lines::{
        api::{delete_product_line, read_product_lines},
        model::{LineProducts, Mark, ProductBasedLine, ProductLineRemoval, ProductLineRow},
        pages::{marked, status},
        rules,
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        form::danger_footer,
        format::{self, Money},
        notice::{Failed, Notice, NoticeBox},
        page::loading,
        row_button::RowButton,
        table::{Head, small_table_as},
        wait::{Awaited, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::ContractId,
        paging::Selection,
        refusal::Refusal,
        texts::{of, texts},
        words::InvoicingStatus,
    },
};
use leptos::prelude::*;

/// What the parts of the section share.
#[derive(Clone, Copy)]
struct Shared {
    reload: RwSignal<u32>,
    notice: RwSignal<Option<Notice>>,
    dialog: RwSignal<Option<Open>>,
    open: RwSignal<bool>,
}

/// What the dialog is about.
#[derive(Clone)]
enum Open {
    Edit(ProductBasedLine, Option<ProductLineRow>),
    Delete(ProductLineRow),
}

impl Shared {
    fn show(self, what: Open) {
        self.notice.set(None);
        self.dialog.set(Some(what));
        self.open.set(true);
    }

    fn done(self, notice: Notice) {
        self.open.set(false);
        self.notice.set(Some(notice));
        self.reload.update(|n| *n += 1);
    }
}

/// The section; nothing for contracts without product-based lines.
#[component]
pub fn ContractProducts(
    /// Which contract.
    #[prop(into)]
    id: Signal<Option<ContractId>>,
    /// Raised by every act on the page, here and beside: product lines are read again.
    reload: RwSignal<u32>,
) -> impl IntoView {
    let shared = Shared {
        reload,
        notice: RwSignal::new(None),
        dialog: RwSignal::new(None),
        open: RwSignal::new(false),
    };
    let lines = awaited_first(
        move || (id.get(), shared.reload.get()),
        |(id, _)| async move {
            match id {
                Some(id) => read_product_lines(id).await,
                None => Ok(Vec::new()),
            }
        },
    );
    view! {
        <Awaited fallback=loading>
            {move || Suspend::new(async move {
                match lines.await {
                    Ok(lines) if lines.is_empty() => ().into_any(),
                    Ok(lines) => {
                        view! {
                            <h2>{texts().products_of_contract}</h2>
                            <NoticeBox notice=shared.notice />
                            {lines.into_iter().map(|line| line_view(line, shared)).collect_view()}
                        }
                            .into_any()
                    }
                    Err(ApiError::Refused(Refusal::NotFound)) => ().into_any(),
                    Err(error) => {
                        // Whether there is such a contract, the page itself says.
                        view! { <Failed error /> }
                            .into_any()
                    }
                }
            })}
        </Awaited>
        <Dialog
            open=shared.open
            title=Signal::derive(move || {
                shared.dialog.get().map(|what| title(&what)).unwrap_or_default()
            })
        >
            {move || shared.dialog.get().map(|what| dialog_view(what, shared))}
        </Dialog>
    }
}

fn title(what: &Open) -> String {
    match what {
        Open::Edit(_, None) => texts().product_line_new.to_owned(),
        Open::Edit(_, Some(product)) | Open::Delete(product) => product.product_name.clone(),
    }
}

fn dialog_view(what: Open, shared: Shared) -> AnyView {
    let saved = move || shared.done(Notice::done(texts().notice_saved));
    match what {
        Open::Edit(line, product) => {
            view! { <ProductLineForm line product done=saved /> }.into_any()
        }
        Open::Delete(product) => delete_view(&product, shared),
    }
}

fn delete_view(product: &ProductLineRow, shared: Shared) -> AnyView {
    let t = texts();
    let removal =
        ProductLineRemoval { product_line_id: product.product_line_id, version: product.version };
    let delete = Action::new(move |(): &()| {
        let removal = removal.clone();
        async move {
            match delete_product_line(removal).await {
                Ok(()) => shared.done(Notice::done(t.product_line_deleted)),
                Err(error) => shared.done(Notice::refused(&error)),
            }
        }
    });
    view! {
        <p>{t.product_line_delete_explained}</p>
        {danger_footer(t.product_line_delete, delete, shared.open)}
    }
    .into_any()
}

fn line_view(line: LineProducts, shared: Shared) -> AnyView {
    let t = texts();
    let LineProducts { line, products } = line;
    let heading = format!("{}. {}", line.line_number, line.name);
    let may_save = may("save_product_line") && rules::may_sell(line.state).is_ok();
    let new = line.clone();
    view! {
        <section class="card" aria-label=heading.clone()>
            <h3>{heading.clone()}</h3>
            {if products.is_empty() {
                view! { <p class="quiet-text">{t.products_none}</p> }.into_any()
            } else {
                table(&heading, products, &line, shared)
            }}
            {may_save
                .then(|| {
                    view! {
                        <footer>
                            <button
                                type="button"
                                on:click=move |_| shared.show(Open::Edit(new.clone(), None))
                            >
                                {t.product_line_new}
                            </button>
                        </footer>
                    }
                })}
        </section>
    }
    .into_any()
}

fn table(
    heading: &str,
    products: Vec<ProductLineRow>,
    line: &ProductBasedLine,
    shared: Shared,
) -> AnyView {
    let t = texts();
    let heads = [
        Head::Text(t.column_date),
        Head::Text(t.column_product),
        Head::Number(t.field_quantity),
        Head::Number(t.field_unit_price),
        Head::Number(t.column_amount),
        Head::Number(t.field_tax),
        Head::Text(t.column_state),
        Head::Text(t.column_edit),
    ];
    let rows = products.into_iter().map(|product| row(product, line, shared)).collect_view();
    let label = format!("{heading}: {}", t.products_of_contract);
    small_table_as("grid-scroll products", label, &heads, rows)
}

fn row(product: ProductLineRow, line: &ProductBasedLine, shared: Shared) -> AnyView {
    let t = texts();
    let currency = product.currency;
    let acts = acts(&product, line, shared);
    view! {
        <tr data-row=product.product_line_id.to_string() data-product=product.product_name.clone()>
            <td data-label=t.column_date>{format::day(product.sold_on)}</td>
            <td data-label=t.column_product>{product.product_name.clone()}</td>
            <td data-label=t.field_quantity class="number">
                {format::number(product.quantity, 0)}
                " "
                {product.unit.clone()}
            </td>
            <td data-label=t.field_unit_price class="number">
                <Money value=product.unit_price currency />
            </td>
            <td data-label=t.column_amount class="number">
                <Money value=product.amount currency />
            </td>
            <td data-label=t.field_tax class="number">
                <Money value=product.tax currency />
            </td>
            <td data-label=t.column_state>{status(&product)}</td>
            <td data-label=t.column_edit>{acts}</td>
        </tr>
    }
    .into_any()
}

/// What can be done with a product line as it stands.
fn acts(product: &ProductLineRow, line: &ProductBasedLine, shared: Shared) -> AnyView {
    let t = texts();
    let invoice = product.invoice.as_deref().unwrap_or_default();
    let alive = rules::may_sell(line.state).is_ok();
    let open = rules::may_change(product.status, invoice).is_ok();
    let row = (product.product_line_id.0, product.version);
    let mark = Action::new(move |mark: &Mark| {
        let mark = mark.clone();
        marked(mark, move |said| shared.done(said))
    });
    let name = product.product_name.clone();
    let ready = product.status == InvoicingStatus::NotReady;
    let label = if ready { t.word_ready } else { t.word_not_ready };
    let (mark_name, edit_name, delete_name) =
        (of(label, &name), of(t.action_edit, &name), of(t.product_line_delete, &name));
    let (edited, deleted, whole) = (product.clone(), product.clone(), line.clone());
    view! {
        {(may("mark_product_lines") && open && (alive || !ready))
            .then(|| {
                let act = move || {
                    mark.dispatch(Mark {
                        selection: Selection::versioned(std::iter::once(row)),
                        ready,
                    });
                };
                view! { <RowButton label name=mark_name busy=mark.pending() act /> }
            })}
        {(may("save_product_line") && alive && open)
            .then(|| {
                let act = move || shared.show(Open::Edit(whole.clone(), Some(edited.clone())));
                view! { <RowButton label=t.action_edit name=edit_name act /> }
            })}
        {(may("delete_product_line") && alive && open)
            .then(|| {
                let act = move || shared.show(Open::Delete(deleted.clone()));
                view! { <RowButton label=t.product_line_delete name=delete_name act /> }
            })}
    }
    .into_any()
}
