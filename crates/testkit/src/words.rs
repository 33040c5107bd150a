//! What the tabs of a browser say to each other, and when it arrives.

use protocol::{CloseCode, DeviceId};
use sync::{Role, Say, Word};

use crate::{calendar::Happening, faults::Fault, simulation::Simulation, streams::chance, tally::Sometimes};

/// How late a word may be, ms.
pub(crate) const WORD_LATE: u64 = 2_000;

impl Simulation {
    /// The other tabs of a page's browser.
    pub(crate) fn neighbours(&self, number: usize) -> Vec<usize> {
        let mut tabs = self.tabs_of(number);
        tabs.retain(|it| *it != number);
        tabs
    }

    /// The tab of that name in the browser of a page.
    pub(crate) fn named(&self, number: usize, name: &DeviceId) -> Option<usize> {
        self.neighbours(number)
            .into_iter()
            .find(|it| self.clients[*it].name() == *name)
    }

    /// A tab says a word to one other, or to all; if that one is gone, to nobody.
    pub(crate) fn say(&mut self, number: usize, to: Option<&DeviceId>, word: &Word) {
        match to {
            Some(name) => {
                if let Some(tab) = self.named(number, name) {
                    self.post(number, tab, false, word);
                }
            }
            None => {
                for tab in self.neighbours(number) {
                    self.post(number, tab, true, word);
                }
            }
        }
    }

    fn post(&mut self, from: usize, to: usize, is_to_all: bool, word: &Word) {
        let Some(text) = word.write() else { return };
        let random = &mut self.streams.tabs;
        let mut delay = random.u64(0..12);
        if self.faults.has(Fault::LateWords) && chance(random, 5) {
            delay += random.u64(100..WORD_LATE);
            self.tally.saw(Sometimes::WordLate);
        }
        let browser = self.clients[from].browser;
        let arrival = self.browsers[browser]
            .arrivals
            .entry((from, to, is_to_all))
            .or_default();
        *arrival = (*arrival).max(self.now + delay);
        let at = *arrival;
        let reader = self.clients[to].name();
        self.at(at, Happening::Word(to, reader, text));
    }

    /// A tab hears another.
    pub(crate) fn hear(&mut self, number: usize, reader: &DeviceId, text: &str) -> Result<(), String> {
        if self.clients[number].name() != *reader {
            // It was for the page that was here before.
            return Ok(());
        }
        let Some(word) = Word::read(text) else {
            return Err(format!("a tab cannot read {text:?}"));
        };
        let client = &mut self.clients[number];
        if client.tab.role() == Role::Follows && word.say == Say::Closed(CloseCode::Normal) {
            self.tally.saw(Sometimes::HandedOver);
        }
        let clock = client.clock(self.now);
        let outputs = client.tab.handle_word(text, &client.engine, clock);
        self.carry(number, outputs)?;
        self.settle(number)
    }

    /// A tab is there no more.
    pub(crate) fn bury(&mut self, number: usize, tab: DeviceId) -> Result<(), String> {
        let outputs = self.clients[number].tab.handle_gone(tab);
        self.carry(number, outputs)
    }
}
