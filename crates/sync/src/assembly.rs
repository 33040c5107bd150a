//! A snapshot in parts, invisible until the last one is there.

use std::sync::Arc;

use mutants::mutant;
use protocol::{Digest, Position, RawRow, Revision, Snap};

/// More parts than any gateway sends; guards against a counter gone wild.
const PARTS_MAX: u32 = 100_000;

/// The parts of a snapshot that have come so far.
#[derive(Debug)]
pub(crate) struct Assembly {
    pub(crate) at: Position,
    pub(crate) sum: Digest,
    pub(crate) parts: u32,
    pub(crate) next: u32,
    pub(crate) rows: Vec<(Revision, Arc<RawRow>)>,
}

/// All of a snapshot.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) at: Position,
    pub(crate) sum: Digest,
    pub(crate) rows: Vec<(Revision, Arc<RawRow>)>,
}

/// What became of a part.
#[derive(Debug)]
pub(crate) enum Part {
    /// More must come.
    Taken,
    /// That was the last.
    Complete(Whole),
    /// It does not belong to what came before; all of it was dropped.
    Misfit,
}

impl Assembly {
    /// Takes a part; part 1 starts over.
    pub(crate) fn take(slot: &mut Option<Self>, snap: Snap) -> Part {
        let Snap {
            s: _,
            at,
            rows,
            part,
            parts,
            sum,
            same: _,
        } = snap;
        if part == 1 {
            *slot = Some(Self {
                at: at.clone(),
                sum,
                parts,
                next: 1,
                rows: Vec::new(),
            });
        }
        let Some(mut assembly) = slot.take() else {
            return Part::Misfit;
        };
        let fits = assembly.next == part && assembly.parts == parts && assembly.at == at;
        if !fits || part > parts || parts > PARTS_MAX {
            return Part::Misfit;
        }
        assembly.next += 1;
        assembly
            .rows
            .extend(rows.into_iter().map(|(revision, row)| (revision, Arc::new(row))));
        if part == parts || mutant!(ShowPartsEarly) {
            let Self { at, sum, rows, .. } = assembly;
            Part::Complete(Whole { at, sum, rows })
        } else {
            *slot = Some(assembly);
            Part::Taken
        }
    }
}
