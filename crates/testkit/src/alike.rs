//! Patches told together, and pages of an earlier version, which read none.

use protocol::{ClientFrame, GatewayFrame};

use crate::{
    client::Client,
    tally::{Sometimes, Tally},
};

impl Client {
    /// What it sends, as its version says it.
    pub(crate) fn words(&self, mut frames: Vec<ClientFrame>) -> Vec<ClientFrame> {
        if self.is_old {
            for frame in &mut frames {
                if let ClientFrame::Hello(hello) = frame {
                    hello.can.clear();
                }
            }
        }
        frames
    }

    /// It is told only what it reads.
    pub(crate) fn reads(
        &self,
        bytes: &[u8],
        frames: &[GatewayFrame],
        tally: &mut Tally,
    ) -> Result<(), String> {
        let is_alike = SIGNS
            .iter()
            .any(|sign| bytes.windows(sign.len()).any(|it| it == *sign));
        if self.is_old && is_alike {
            return Err("changes were told together to a page that cannot read that".to_owned());
        }
        if is_alike {
            tally.saw(Sometimes::ToldAlike);
        }
        if self.is_old && frames.iter().any(|it| matches!(it, GatewayFrame::Delta(_))) {
            tally.saw(Sometimes::ToldSingly);
        }
        Ok(())
    }
}

/// How patches told together begin, in JSON and in MessagePack; no row holds the like.
const SIGNS: [&[u8]; 2] = [b"[\"=\",", &[0x94, 0xa1, b'=']];
