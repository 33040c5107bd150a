//! The same content as a chart, as rows: for screen readers, for copying, for whoever wants the digits.

use leptos::prelude::*;

/// Heads and rows of a table that stands for a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Digits {
    /// Names of the columns.
    pub heads: Vec<String>,
    /// Cells, row by row.
    pub rows: Vec<Vec<String>>,
}

/// A plain table in a region that scrolls.
#[component]
pub(crate) fn ChartTable(
    /// What the table shows, in one sentence.
    #[prop(into)]
    label: Signal<String>,
    /// Its content.
    digits: Signal<Digits>,
) -> impl IntoView {
    view! {
        <div class="chart-table" role="region" tabindex="0" aria-label=move || label.get()>
            <table class="dt dt--card">
                <thead>
                    <tr>
                        {move || {
                            digits.with(|it| {
                                it.heads
                                    .iter()
                                    .enumerate()
                                    .map(|(index, head)| {
                                        view! { <th scope="col" class:num=index != 0>{head.clone()}</th> }
                                    })
                                    .collect_view()
                            })
                        }}
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        digits.with(|it| {
                            it.rows
                                .iter()
                                .map(|row| {
                                    let cells = row
                                        .iter()
                                        .enumerate()
                                        .map(|(index, cell)| view! { <td class:num=index != 0>{cell.clone()}</td> })
                                        .collect_view();
                                    view! { <tr>{cells}</tr> }
                                })
                                .collect_view()
                        })
                    }}
                </tbody>
            </table>
        </div>
    }
}
