//! Where this phone was, and what of it has been told: pure machines, handed positions, answers and time.

mod fix;
mod reporter;
mod thin;

pub use fix::{Fix, metres_between};
pub use reporter::{Answer, BATCH_MAX, Reporter, Write};
pub use thin::{SHAPE_METRES, thin};
