//! Who is signed in: asked for, changed here, and heard from other tabs.

use leptos::prelude::*;
use protocol::{UserId, UserInfo};
use sync::Session;
use wasm_bindgen_futures::spawn_local;

use super::{Link, driver::Driver};
use crate::{
    cache::Cache,
    platform::{
        clock,
        http::{self, HttpError, SessionInfo},
        listener::Listener,
        push, timer,
    },
    shift,
};

impl Link {
    /// Signs in.
    ///
    /// # Errors
    ///
    /// When the gateway says no or nothing.
    pub async fn sign_in(self, email: &str, password: &str) -> Result<(), HttpError> {
        let driver = self.driver();
        let _alone = driver.door.lock().await;
        let info = http::sign_in(email, password).await?;
        driver.cache.left();
        self.turn(self.greet(info));
        driver.cache.tell_sign_in();
        Ok(())
    }

    /// What the gateway tells whom it knows.
    fn greet(self, info: SessionInfo) -> Session {
        self.settings.learn_depot(info.utc_offset);
        let email = (info.user.id.clone(), info.email);
        self.driver().email.replace(Some(email));
        Session::SignedIn(info.user)
    }

    /// Uses a one-time link up: sets the password of its account and signs in.
    ///
    /// # Errors
    ///
    /// When the gateway says no or nothing.
    pub async fn accept(self, token: &str, password: &str) -> Result<(), HttpError> {
        let driver = self.driver();
        let _alone = driver.door.lock().await;
        let info = http::welcome(token, password).await?;
        driver.cache.left();
        self.turn(self.greet(info));
        driver.cache.tell_sign_in();
        Ok(())
    }

    /// Whether a one-time link still stands; one that nobody could ask about is taken to.
    pub async fn is_invited(token: &str) -> bool {
        // No password is so short: the link is looked at, and nothing is used up.
        !matches!(http::welcome(token, "").await, Err(HttpError::Gone))
    }

    /// Signs out: here at once, on the gateway if it can be told.
    ///
    /// # Errors
    ///
    /// When the gateway could not be told; it is when the app starts the next time, or somebody signs in.
    pub async fn sign_out(self) -> Result<(), HttpError> {
        let driver = self.driver();
        let user = self.user.get_untracked();
        self.turn(Session::SignedOut);
        let Some(user) = user else {
            return Ok(());
        };
        driver.cache.leaves(&user.id);
        // Also where the gateway cannot be told: nobody else reads what was meant for them.
        push::leave();
        let _alone = driver.door.lock().await;
        Self::tell_out(&driver, &user.id).await
    }

    /// Asks who is signed in; one question at a time.
    pub(super) fn check_session(self) {
        let driver = self.driver();
        let era = driver.era.get();
        if driver.asking.replace(Some(era)) == Some(era) {
            return;
        }
        spawn_local(async move {
            let session = self.ask_session().await;
            // What is learnt shows the first page, which is work enough for one turn.
            timer::yield_now().await;
            // Who signed in or out meanwhile is known better than the answer.
            if driver.era.get() == era {
                driver.asking.set(None);
                self.learn(session);
            }
        });
    }

    async fn ask_session(self) -> Session {
        let driver = self.driver();
        // What was told before anybody signed in or out here is of no use later.
        let early = http::early();
        let _alone = driver.door.lock().await;
        if let Some(user) = driver.cache.leaver() {
            // Signed out while the gateway could not be told; until it is, its cookie is not to be used again.
            if Self::tell_out(&driver, &user).await.is_err() {
                return Session::SignedOut;
            }
        } else if let Some(early) = early.await {
            let is_in = early.signed_in || self.user.get_untracked().is_some();
            match early.session {
                Some(info) => return self.greet(info),
                None if !is_in => return Session::SignedOut,
                None => {}
            }
        }
        let was_in = self.user.get_untracked().is_some();
        if !was_in {
            // Browsers write every refusal into the page's console: who never signed in is not asked who they are.
            match http::about().await {
                Ok(about) if !about.signed_in => return Session::SignedOut,
                Ok(_) => {}
                Err(_) => return Session::Unknown,
            }
        }
        match http::session().await {
            Ok(info) => self.greet(info),
            Err(HttpError::Unauthorized | HttpError::Gone | HttpError::Refused(_)) if was_in => {
                Session::Expired
            }
            Err(HttpError::Unauthorized | HttpError::Gone | HttpError::Refused(_)) => Session::SignedOut,
            Err(HttpError::Unreachable | HttpError::TooMany(_)) => Session::Unknown,
        }
    }

    /// Tells the gateway that this person has left.
    async fn tell_out(driver: &Driver, user: &UserId) -> Result<(), HttpError> {
        match http::sign_out(user).await {
            // It was over already, or somebody else's by then.
            Ok(()) | Err(HttpError::Unauthorized) => {
                driver.cache.left();
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Hears of who goes in and out in other tabs of this browser, wherever the link is `here` then.
    pub(super) fn watch_others(here: impl Fn() -> Option<Self> + Copy + 'static) -> [Option<Listener>; 2] {
        let user = Cache::watch_user(move |user| {
            if let Some(link) = here() {
                link.follow(user);
            }
        });
        let sign_in = Cache::watch_sign_in(move || {
            if let Some(link) = here() {
                link.join();
            }
        });
        [user, sign_in]
    }

    /// Somebody went in or out in another tab of this browser: all of them share one cookie.
    fn follow(self, user: Option<UserInfo>) {
        let here = self.user.get_untracked().map(|it| it.id);
        match user {
            None if here.is_some() => self.turn(Session::SignedOut),
            Some(user) if here.as_ref() != Some(&user.id) => self.turn(Session::SignedIn(user)),
            None | Some(_) => {}
        }
    }

    /// Somebody signed in in another tab of this browser, which ended the session before: whatever is being answered
    /// is of that one.
    fn join(self) {
        let driver = self.driver();
        driver.era.set(driver.era.get() + 1);
        self.check_session();
    }

    /// Somebody went in or out on this page.
    fn turn(self, session: Session) {
        let driver = self.driver();
        driver.era.set(driver.era.get() + 1);
        self.learn(session);
    }

    /// Tells the engine and the cache who is signed in.
    fn learn(self, session: Session) {
        let driver = self.driver();
        match &session {
            Session::SignedIn(user) => {
                driver.cache.belongs_to(user);
                // Another tab may have said who, and then the address is not theirs.
                if let Some((whose, email)) = &*driver.email.borrow()
                    && *whose == user.id
                {
                    driver.cache.know_email(email);
                }
                self.user.set(Some(user.clone()));
            }
            Session::SignedOut => {
                driver.cache.forget_all();
                shift::forget_all();
                self.user.set(None);
            }
            Session::Expired | Session::Unknown => {}
        }
        self.step(|it| it.handle_session(session, clock::now()));
    }
}
