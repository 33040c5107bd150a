//! Filters one can see and take away: a pill that opens a list of boxes.

use leptos::prelude::*;

use super::range::{RangeChoice, RangeFields};
use crate::{
    components::{icon::Icon, popover::Popover},
    texts::use_texts,
};

/// A filter by some of a few values.
#[derive(Clone, Copy)]
pub struct Choice {
    /// Names it; unique in the page.
    pub id: &'static str,
    /// What is filtered.
    pub name: Signal<&'static str>,
    /// Every value and its word.
    pub values: Signal<Vec<(String, String)>>,
    /// The values that are chosen; none means all.
    pub chosen: Signal<Vec<String>>,
    /// Somebody chose others.
    pub choose: Callback<Vec<String>>,
    /// Whether at most one value can be chosen.
    pub single: bool,
    /// A stretch of time that can be chosen instead.
    pub range: Option<RangeChoice>,
}

impl Choice {
    /// The words of what is chosen.
    pub fn words(self) -> Vec<String> {
        let chosen = self.chosen.get();
        self.values.with(|values| {
            let word = |value: &String| {
                let known = values.iter().find(|it| it.0 == *value);
                known.map_or_else(|| value.clone(), |it| it.1.clone())
            };
            chosen.iter().map(word).collect()
        })
    }

    /// The same as short as a pill is.
    pub fn summary(self) -> Option<String> {
        match self.words().as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            [one, two] => Some(format!("{one}, {two}")),
            [one, rest @ ..] => Some(format!("{one} +{}", rest.len())),
        }
    }

    fn toggle(self, value: &str) {
        let mut chosen = self.chosen.get_untracked();
        let was = chosen.iter().any(|it| it == value);
        if self.single {
            chosen.clear();
        }
        chosen.retain(|it| it != value);
        if !was {
            chosen.push(value.to_owned());
        }
        self.choose.run(chosen);
    }
}

/// The pill of a filter.
#[component]
pub fn FilterPill(
    /// The filter.
    choice: Choice,
) -> impl IntoView {
    let (open, texts) = (RwSignal::new(false), use_texts());
    let summary = Memo::new(move |_| choice.summary());
    let label = Signal::derive(move || choice.name.get().to_owned());
    let button = view! {
        <button
            class="pill-open"
            type="button"
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|it| *it = !*it)
        >
            {move || summary.with(Option::is_none).then(|| Icon::Plus.view())}
            {move || choice.name.get()}
            {move || summary.get().map(|it| view! { <b>{it}</b> })}
        </button>
    }
    .into_any();
    view! {
        <div class="pill" data-set=move || summary.with(Option::is_some).to_string()>
            <Popover id=choice.id open=open label=label button=button>
                <ChoiceList choice=choice />
            </Popover>
            <Show when=move || summary.with(Option::is_some)>
                <button
                    class="pill-remove"
                    type="button"
                    aria-label=move || format!("{} {}", texts.list().remove_filter, choice.name.get())
                    on:click=move |_| choice.choose.run(Vec::new())
                >
                    {Icon::Close.view()}
                </button>
            </Show>
        </div>
    }
}

/// The boxes of a filter.
#[component]
pub fn ChoiceList(
    /// The filter.
    choice: Choice,
) -> impl IntoView {
    view! {
        <ul class="picks" aria-label=move || choice.name.get()>
            <For each=move || choice.values.get() key=Clone::clone let:value>
                {
                    let (value, word) = value;
                    let chosen = {
                        let value = value.clone();
                        Memo::new(move |_| choice.chosen.with(|it| it.contains(&value)))
                    };
                    view! {
                        <li>
                            <label class="pick">
                                <input
                                    class="check"
                                    type="checkbox"
                                    prop:checked=move || chosen.get()
                                    on:change=move |_| choice.toggle(&value)
                                />
                                {word}
                            </label>
                        </li>
                    }
                }
            </For>
        </ul>
        {choice.range.map(|it| view! { <RangeFields range=it /> })}
    }
}
