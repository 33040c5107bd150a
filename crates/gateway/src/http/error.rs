//! What a refused request is answered: a status, a code for programs and a sentence for people.

use std::time::Duration;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::accounts::{AccountsError, DeviceError, PasswordError};

/// A refused request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    msg: String,
    retry: Option<Duration>,
}

impl ApiError {
    /// The client's fault, or a state it should know.
    pub fn new(status: StatusCode, code: &'static str, msg: impl Into<String>) -> Self {
        Self {
            status,
            code,
            msg: msg.into(),
            retry: None,
        }
    }

    /// Nobody is signed in here.
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", "Sign in first.")
    }

    /// Not theirs to do.
    pub fn forbidden(msg: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", msg)
    }

    /// The request cannot be understood.
    pub fn malformed(msg: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", msg)
    }

    /// Nothing there.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is nothing at this address.",
        )
    }

    /// Too often; the same may be tried again after `retry`.
    pub fn too_many(msg: impl Into<String>, retry: Duration) -> Self {
        Self {
            retry: Some(retry),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many", msg)
        }
    }

    /// A program is too fast; the same may be tried again after `retry`.
    pub fn busy(msg: impl Into<String>, retry: Duration) -> Self {
        Self {
            retry: Some(retry),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", msg)
        }
    }

    /// The gateway stops or is overloaded; the same may be tried again in a moment.
    pub fn unavailable() -> Self {
        Self {
            retry: Some(Duration::from_secs(1)),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "The gateway is not ready. Try again in a moment.",
            )
        }
    }

    /// Our fault: logged in full, answered vaguely.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        let mut why = error.to_string();
        let mut source = error.source();
        while let Some(it) = source {
            why = format!("{why}: {it}");
            source = it.source();
        }
        tracing::error!(why, "a request failed");
        Self::fault()
    }

    /// Our fault, logged elsewhere.
    pub fn fault() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The gateway made a mistake. It has been noted.",
        )
    }

    /// The status line.
    pub const fn status(&self) -> StatusCode {
        self.status
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = Json(json!({ "code": self.code, "msg": self.msg }));
        let mut response = (self.status, body).into_response();
        if let Some(retry) = self.retry {
            // Rounded up: a client that waits as told is let in.
            let seconds = retry.as_millis().div_ceil(1000).max(1);
            if let Ok(value) = HeaderValue::try_from(seconds.to_string()) {
                response.headers_mut().insert(header::RETRY_AFTER, value);
            }
        }
        response
    }
}

impl From<AccountsError> for ApiError {
    fn from(error: AccountsError) -> Self {
        if error.is_busy() {
            tracing::warn!("a request waited in vain for the database");
            return Self::unavailable();
        }
        Self::internal(&error)
    }
}

impl From<PasswordError> for ApiError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::TooShort | PasswordError::TooLong => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "password",
                format!("Sorry: {error}."),
            ),
            PasswordError::Hash => Self::internal(&error),
        }
    }
}

impl From<DeviceError> for ApiError {
    fn from(error: DeviceError) -> Self {
        match error {
            DeviceError::Name => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "name",
                format!("Sorry: {error}."),
            ),
            DeviceError::Taken => Self::new(StatusCode::CONFLICT, "taken", format!("Sorry: {error}.")),
            DeviceError::Accounts(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn a_database_that_somebody_writes_is_asked_again_later() {
        let answer = |code| {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            ApiError::from(AccountsError::from(error))
        };
        assert_eq!(answer(ffi::SQLITE_BUSY), ApiError::unavailable());
        assert_eq!(answer(ffi::SQLITE_IOERR), ApiError::fault());
    }
}
