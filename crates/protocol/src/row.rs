//! A row as the wire and the engine see it: fields with values, of no particular entity.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::ids::RowId;

/// Field names and values, sorted by name.
pub type Fields = serde_json::Map<String, Value>;

/// One row, opaque: only the two ends know which entity it is.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
pub struct RawRow(pub Fields);

impl RawRow {
    /// The row of a typed value.
    ///
    /// # Errors
    ///
    /// When the value does not serialise to an object.
    pub fn encode<T: Serialize>(value: &T) -> Result<Self, serde_json::Error> {
        match serde_json::to_value(value)? {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(serde::ser::Error::custom("a row is an object")),
        }
    }

    /// The typed value of this row.
    ///
    /// # Errors
    ///
    /// When a field is missing or of another type.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&self.0)
    }

    /// The row's name, if it has a proper one.
    pub fn id(&self) -> Option<RowId> {
        self.0
            .get("id")
            .and_then(Value::as_str)
            .filter(|it| !it.is_empty())
            .map(RowId::from)
    }

    /// A text field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(Value::as_str)
    }

    /// What turns `self` into `after`: changed or new fields, and the names of removed ones.
    pub fn diff(&self, after: &Self) -> (Fields, Vec<String>) {
        let changed = after
            .0
            .iter()
            .filter(|(name, value)| self.0.get(*name) != Some(value))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let removed = self
            .0
            .keys()
            .filter(|name| !after.0.contains_key(*name))
            .cloned()
            .collect();
        (changed, removed)
    }

    /// Applies what [`Self::diff`] found.
    pub fn patch(&mut self, changed: &Fields, removed: &[String]) {
        for (name, value) in changed {
            self.0.insert(name.clone(), value.clone());
        }
        for name in removed {
            self.0.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: Value) -> RawRow {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_patch_of_the_difference_leads_from_one_row_to_the_other() {
        let before = row(json!({"id": "1", "a": 1, "b": 2, "c": [1]}));
        let after = row(json!({"id": "1", "a": 1, "c": [2], "d": null}));

        let (changed, removed) = before.diff(&after);
        let mut patched = before.clone();
        patched.patch(&changed, &removed);

        assert_eq!(patched, after);
        assert_eq!(changed.len(), 2);
        assert_eq!(removed, ["b"]);
    }
}
