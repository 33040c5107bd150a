//! What lies above the page while something is asked: one sheet at a time.

mod ask;
mod deliver;
mod end;
mod explain;
mod navigate;
mod photos;
mod problem;
mod signature;
mod tell;
mod written;

use leptos::prelude::*;

use self::{
    ask::{AskWhy, Question},
    deliver::Deliver,
    end::EndShift,
    explain::Explain,
    navigate::Navigate,
    problem::Problem,
    tell::Tell,
};
use super::cab::{Cab, Sheet};
use crate::components::dialog::Dialog;

/// The open sheet.
#[component]
pub(super) fn Sheets(cab: Cab) -> impl IntoView {
    let Cab { texts, sheet, .. } = cab;
    let open = RwSignal::new(false);
    // Two ways to close: what was asked is answered, or the dialog itself was closed.
    Effect::new(move |_| {
        let is_open = sheet.with(Option::is_some);
        if open.get_untracked() != is_open {
            open.set(is_open);
        }
    });
    Effect::new(move |_| {
        if !open.get() && sheet.with_untracked(Option::is_some) {
            sheet.set(None);
        }
    });
    let title = Signal::derive(move || {
        let words = texts.drive();
        let place = || cab.current.with(|it| it.as_ref().map(|it| it.drop.name.clone()));
        match sheet.get() {
            Some(Sheet::Explain) => words.explain_title.to_owned(),
            Some(Sheet::End) => words.end_title.to_owned(),
            Some(Sheet::Decline) => words.decline_title.to_owned(),
            Some(Sheet::Deliver) => format!("{} {}", words.deliver_title, place().unwrap_or_default()),
            Some(Sheet::Fail) => words.fail_title.to_owned(),
            Some(Sheet::Problem) => words.problem_title.to_owned(),
            Some(Sheet::Tell) => words.tell_title.to_owned(),
            Some(Sheet::Navigate) => words.navigate_title.to_owned(),
            None => String::new(),
        }
    });
    view! {
        <Dialog open=open title=title>
            {move || match sheet.get() {
                Some(Sheet::Explain) => view! { <Explain cab /> }.into_any(),
                Some(Sheet::End) => view! { <EndShift cab /> }.into_any(),
                Some(Sheet::Decline) => view! { <AskWhy cab question=Question::Decline /> }.into_any(),
                Some(Sheet::Deliver) => view! { <Deliver cab /> }.into_any(),
                Some(Sheet::Fail) => view! { <AskWhy cab question=Question::Fail /> }.into_any(),
                Some(Sheet::Problem) => view! { <Problem cab /> }.into_any(),
                Some(Sheet::Tell) => view! { <Tell cab /> }.into_any(),
                Some(Sheet::Navigate) => view! { <Navigate cab /> }.into_any(),
                None => ().into_any(),
            }}
        </Dialog>
    }
}
