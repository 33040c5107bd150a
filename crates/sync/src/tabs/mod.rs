//! One socket for all tabs of a browser: one tab leads, the others speak to the gateway through it.
//!
//! Every tab has an engine of its own and says on a borrowed socket what it would say on its own, so positions, digests
//! and ids hold as ever. Nothing here is needed for correctness: a tab in doubt opens its own socket.

mod output;
mod relay;
mod tab;
mod watch;
mod wires;
mod word;

pub use output::TabOutput;
pub use relay::{Relay, Relayed};
pub use tab::{Role, Tab};
pub use watch::{Vigil, Watch};
pub use word::{Say, Word};
