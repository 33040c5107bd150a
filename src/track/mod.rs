//! Where this phone was, and what of it has been told: pure machines, handed positions, answers and time.

mod fix;
mod lead;
mod reporter;
mod thin;

pub use fix::{Fix, metres_between};
pub use lead::{Deed, Lead, Word};
pub use reporter::{Answer, BATCH_MAX, Reporter, Write};
pub use thin::{SHAPE_METRES, thin};
