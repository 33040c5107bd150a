//! One person's account.

use protocol::{
    RowId, UserId, UserInfo,
    entities::{Member, Role},
};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Accounts, AccountsError, PasswordHash};
use crate::policy;

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Names it for ever; also the id of the person's row in `team/members`.
    pub id: UserId,
    /// What they sign in with.
    pub email: String,
    /// As people write them.
    pub name: String,
    /// What they do here.
    pub roles: Vec<Role>,
    /// Where they belong.
    pub area: String,
    /// Whether it belongs to the demo world, and sleeps while that is off.
    pub demo: bool,
}

/// The password of every demo account.
pub const DEMO_PASSWORD: &str = "livedeck-demo";

impl Account {
    /// The demo account of a role, standing for a member of the demo world.
    pub fn demo(member: &Member) -> Self {
        Self {
            id: member.user(),
            email: format!("{}@livedeck.test", member.role.as_str()),
            name: member.name.clone(),
            roles: vec![member.role],
            area: member.area.clone(),
            demo: true,
        }
    }

    /// The first account of a gateway without a demo.
    pub fn first_admin() -> Self {
        Self {
            id: UserId::from("admin"),
            email: "admin@localhost".to_owned(),
            name: "Admin".to_owned(),
            roles: vec![Role::Admin],
            area: String::new(),
            demo: false,
        }
    }

    /// What clients are told.
    pub fn info(&self) -> UserInfo {
        UserInfo {
            id: self.id.clone(),
            name: self.name.clone(),
            roles: self.roles.iter().map(|it| it.as_str().to_owned()).collect(),
            sees: policy::streams(&self.roles)
                .map(|it| it.path().to_owned())
                .collect(),
        }
    }

    /// What colleagues see.
    pub fn member(&self) -> Member {
        Member {
            id: self.row(),
            name: self.name.clone(),
            role: self.roles.first().copied().unwrap_or(Role::Member),
            area: self.area.clone(),
            assignable: self
                .roles
                .iter()
                .any(|it| matches!(it, Role::Admin | Role::Manager | Role::Dispatcher)),
        }
    }

    /// The id of the person's row.
    pub fn row(&self) -> RowId {
        RowId::from(self.id.as_str())
    }

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let roles: String = row.get("roles")?;
        Ok(Self {
            id: row.get::<_, String>("id")?.into(),
            email: row.get("email")?,
            name: row.get("name")?,
            // A role this version does not know gives no right.
            roles: roles.split(',').filter_map(|it| it.parse().ok()).collect(),
            area: row.get("area")?,
            demo: row.get("demo")?,
        })
    }
}

impl Accounts {
    /// Everybody who may sign in now.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn all(&self) -> Result<Vec<Account>, AccountsError> {
        let db = self.db();
        let mut query = db.prepare_cached("SELECT * FROM accounts WHERE demo <= ?1 ORDER BY id")?;
        let accounts = query.query_map([self.demo], Account::read)?;
        Ok(accounts.collect::<Result<_, _>>()?)
    }

    /// The account of an e-mail, if it may sign in now, with its password. Demo accounts sleep while the demo is off.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn by_email(&self, email: &str) -> Result<Option<(Account, Option<PasswordHash>)>, AccountsError> {
        let db = self.db();
        let mut query = db.prepare_cached("SELECT * FROM accounts WHERE email = ?1 AND demo <= ?2")?;
        let found = query
            .query_row(params![email.trim(), self.demo], |row| {
                let password: Option<String> = row.get("password")?;
                Ok((Account::read(row)?, password.map(PasswordHash::stored)))
            })
            .optional()?;
        Ok(found)
    }

    /// Creates accounts, or brings what is known about them up to date. An account keeps the password it has.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn keep(&self, accounts: &[Account], password: Option<&PasswordHash>) -> Result<(), AccountsError> {
        let mut db = self.db();
        let transaction = db.transaction()?;
        for account in accounts {
            let Account {
                id,
                email,
                name,
                roles,
                area,
                demo,
            } = account;
            let roles = roles.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(",");
            // Another seed is another company: the demo's people change behind their e-mails.
            transaction.execute(
                "DELETE FROM accounts WHERE email = ?1 AND id <> ?2 AND demo",
                params![email, id.as_str()],
            )?;
            transaction.execute(
                "INSERT INTO accounts (id, email, name, roles, area, password, demo) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (id) DO UPDATE SET email = ?2, name = ?3, roles = ?4, area = ?5,
                 password = COALESCE(password, ?6)",
                params![id.as_str(), email, name, roles, area, password.map(PasswordHash::as_str), demo],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }
}
