//! Who the gateway is to push services: a key of its own, and what it signs with it (RFC 8292).

use std::{fmt, io, path::Path, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use protocol::Timestamp;

use crate::accounts::KeyFile;

/// The gateway's key pair on the curve P-256. Subscriptions are made for it: a browser lets no other key write to it.
#[derive(Clone)]
pub struct VapidKey {
    signing: SigningKey,
    public: String,
}

const FILE: KeyFile = KeyFile {
    suffix: ".push.key",
    purpose: "push services",
    is_key: |it| SigningKey::from_slice(it).is_ok(),
};

impl VapidKey {
    /// The key beside a database; made at the first start. Replacing it voids every subscription.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written, or the system has no randomness.
    pub fn beside(database: &Path) -> io::Result<Self> {
        let key = FILE.beside(database)?;
        let signing = SigningKey::from_slice(&key).map_err(io::Error::other)?;
        let point = signing.verifying_key().to_encoded_point(false);
        let public = URL_SAFE_NO_PAD.encode(point.as_bytes());
        Ok(Self { signing, public })
    }

    /// The public half, as browsers want it: the point, uncompressed, in Base64 for addresses.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The header `authorization` for a push service. `audience`: its scheme and host; `contact`: whom its operators can
    /// turn to.
    pub fn authorization(&self, audience: &str, contact: &str, now: Timestamp) -> String {
        let expires = (now + SIGNED_FOR).as_millis() / 1000;
        let claims = serde_json::json!({ "aud": audience, "exp": expires, "sub": contact });
        let header = URL_SAFE_NO_PAD.encode(br#"{"typ":"JWT","alg":"ES256"}"#);
        let said = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        // As RFC 6979 has it: without randomness that could be bad.
        let signature: Signature = self.signing.sign(said.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={said}.{signature}, k={}", self.public)
    }
}

impl fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VapidKey(…)")
    }
}

/// How long a signature is good. Services allow a day.
const SIGNED_FOR: Duration = Duration::from_secs(60 * 60);

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("livedeck-vapid-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn wp1_the_key_is_made_once_and_for_the_gateway_alone() {
        let folder = folder("once");
        let database = folder.join("livedeck.sqlite");

        let first = VapidKey::beside(&database).unwrap();
        let again = VapidKey::beside(&database).unwrap();

        assert_eq!(first.public(), again.public());
        assert_eq!(URL_SAFE_NO_PAD.decode(first.public()).unwrap().len(), 65);
        assert_eq!(format!("{first:?}"), "VapidKey(…)");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let metadata = fs::metadata(FILE.path(&database)).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        }
        // No number of the curve.
        fs::write(FILE.path(&database), [0xff; 32]).unwrap();
        let other = VapidKey::beside(&database).unwrap();
        assert_ne!(first.public(), other.public(), "what is damaged is replaced");
        fs::remove_dir_all(folder).unwrap();
    }
}
