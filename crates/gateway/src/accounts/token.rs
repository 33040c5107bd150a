//! Tokens: what programs without a cookie present instead.
//!
//! A token names a session of its own in the database and lives as long as that does. Its signature keeps strangers
//! from asking the database at all; the session is what ends it early, like any other.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use protocol::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Secret, SecretHash, Session, TokenKey, hs256};

/// Signs and verifies tokens.
pub struct Tokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    validation: Validation,
}

/// What a token says. Whoever holds it can read it, so nothing here is a secret to its holder.
#[derive(Debug, Deserialize, Serialize)]
struct Claims {
    iss: String,
    aud: String,
    /// The account.
    sub: String,
    /// The session's id, as a cookie would hold it.
    jti: String,
    /// Seconds since 1970.
    iat: u64,
    exp: u64,
}

impl Tokens {
    /// Tokens of this key.
    pub fn new(key: &TokenKey) -> Self {
        hs256::install();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // By the clock that is handed in, below.
        validation.validate_exp = false;
        Self {
            signing: EncodingKey::from_secret(key.expose()),
            verifying: DecodingKey::from_secret(key.expose()),
            validation,
        }
    }

    /// The token of a session that was started for it.
    ///
    /// # Errors
    ///
    /// Never, with the claims there are.
    pub fn sign(
        &self,
        secret: &Secret,
        session: &Session,
        now: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: session.account.id.to_string(),
            jti: secret.expose().to_owned(),
            iat: now.as_millis() / 1000,
            exp: session.expires.as_millis() / 1000,
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
    }

    /// The session that a token names, if this gateway signed it and it has not expired.
    pub fn verify(&self, presented: &str, now: Timestamp) -> Option<SecretHash> {
        let claims = decode::<Claims>(presented, &self.verifying, &self.validation)
            .ok()?
            .claims;
        (claims.exp > now.as_millis() / 1000).then(|| SecretHash::of(&claims.jti))
    }
}

const ISSUER: &str = "livedeck-gateway";
const AUDIENCE: &str = "livedeck";

#[cfg(test)]
mod tests {
    use std::{path::Path, time::Duration};

    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        accounts::{Account, Accounts},
        config::TOKEN_LIFE,
    };

    fn tokens(name: &str) -> Tokens {
        let folder = std::env::temp_dir().join(format!("livedeck-token-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let key = TokenKey::beside(&folder.join("livedeck.sqlite")).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        Tokens::new(&key)
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_millis(1_795_000_000_000 + seconds * 1000)
    }

    fn issue(tokens: &Tokens) -> (String, Secret) {
        let accounts = Accounts::open(Path::new(":memory:"), false).unwrap();
        let admin = Account::first_admin();
        accounts.keep(std::slice::from_ref(&admin), None).unwrap();
        let (secret, session) = accounts.start_token(&admin, at(0)).unwrap();
        (tokens.sign(&secret, &session, at(0)).unwrap(), secret)
    }

    /// A token with other claims or another header, signed with the right key.
    fn forge(tokens: &Tokens, change: impl Fn(&mut Header, &mut Value)) -> String {
        let mut claims = json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": "admin", "jti": "x",
            "iat": 0, "exp": at(900).as_millis() / 1000,
        });
        let mut header = Header::new(Algorithm::HS256);
        change(&mut header, &mut claims);
        encode(&header, &claims, &tokens.signing).unwrap()
    }

    #[test]
    fn ht17_a_token_names_its_session_until_it_expires() {
        let tokens = tokens("names");
        let (token, secret) = issue(&tokens);
        let last = at(0) + TOKEN_LIFE - Duration::from_secs(1);

        assert_eq!(tokens.verify(&token, last), Some(secret.hash()));
        assert_eq!(tokens.verify(&token, at(0) + TOKEN_LIFE), None);
    }

    #[test]
    fn ht17_issuer_audience_expiry_and_algorithm_are_checked() {
        let tokens = tokens("claims");
        assert!(tokens.verify(&forge(&tokens, |_, _| {}), at(0)).is_some());
        for (claim, value) in [
            ("iss", json!("somebody")),
            ("iss", Value::Null),
            ("aud", json!("another app")),
            ("aud", Value::Null),
            ("exp", Value::Null),
            ("exp", json!(0)),
            ("sub", Value::Null),
            ("jti", Value::Null),
        ] {
            let token = forge(&tokens, |_, claims| match &value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(claim)),
                value => claims[claim] = value.clone(),
            });
            assert_eq!(tokens.verify(&token, at(0)), None, "{claim} {value}");
        }
        let (token, _) = issue(&tokens);
        let [_, claims, tag] = token.split('.').collect::<Vec<_>>()[..] else {
            panic!("{token}")
        };
        for algorithm in ["none", "HS384", "HS512", "RS256", "ES256"] {
            let header = URL_SAFE_NO_PAD.encode(json!({ "alg": algorithm, "typ": "JWT" }).to_string());
            assert_eq!(
                tokens.verify(&format!("{header}.{claims}.{tag}"), at(0)),
                None,
                "{algorithm}"
            );
        }
    }

    #[test]
    fn ht17_a_token_is_good_for_its_own_key_only() {
        let (token, _) = issue(&tokens("one"));

        assert_eq!(tokens("two").verify(&token, at(0)), None);
        assert_eq!(tokens("two").verify("", at(0)), None);
    }
}
