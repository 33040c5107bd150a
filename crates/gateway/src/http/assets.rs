//! The built app, read into memory: a few megabytes, so that no request touches the disk or names a path on it.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant, SystemTime},
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::{ApiError, headers::content_security_policy};
use crate::config::Origin;

/// The app's files. A new build is noticed within a second.
#[derive(Debug)]
pub struct Assets {
    folder: PathBuf,
    origins: Vec<Origin>,
    /// Whom the map's ground may be asked of.
    map: Vec<Origin>,
    build: RwLock<Arc<Build>>,
    looked: Mutex<Instant>,
    /// Whether browsers may have the service worker; otherwise they get the one that takes itself away.
    has_worker: bool,
}

/// The app cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    /// Nothing is built.
    #[error(
        "there is no built app in {0} (no index.html): build it with `cargo xtask build`, name its folder with \
         --assets, or serve the API alone with --no-app"
    )]
    Missing(PathBuf),
    /// A file cannot be read.
    #[error("the built app in {0} cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
}

/// One build of the app.
#[derive(Debug)]
struct Build {
    files: HashMap<String, Asset>,
    policy: HeaderValue,
    modified: Option<SystemTime>,
}

/// One file, as it is and as it was compressed by the build.
#[derive(Debug)]
struct Asset {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    kind: &'static str,
    tag: HeaderValue,
    is_hashed: bool,
}

impl Assets {
    /// Reads the folder.
    ///
    /// # Errors
    ///
    /// When there is no app in it, or it cannot be read.
    pub fn open(folder: &Path, origins: &[Origin], map: &[Origin]) -> Result<Self, AssetsError> {
        let build = Build::read(folder, origins, map)?;
        Ok(Self {
            folder: folder.to_owned(),
            origins: origins.to_vec(),
            map: map.to_vec(),
            build: RwLock::new(Arc::new(build)),
            looked: Mutex::new(Instant::now()),
            has_worker: true,
        })
    }

    /// Whether browsers may have the service worker, or lose the one they have.
    #[must_use]
    pub fn with_worker(mut self, has_worker: bool) -> Self {
        self.has_worker = has_worker;
        self
    }

    /// The policy under which this build runs.
    pub fn content_security_policy(&self) -> HeaderValue {
        self.build().policy.clone()
    }

    /// Answers a request for a file, or for a page of the app.
    pub fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Response {
        if method != Method::GET && method != Method::HEAD {
            return ApiError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method",
                "Pages can only be read.",
            )
            .into_response();
        }
        self.refresh();
        let build = self.build();
        let name = match path.trim_start_matches('/') {
            WORKER if !self.has_worker => WORKER_OFF,
            name => name,
        };
        // Pages have no extension; what has one is a file, and a missing file is no page.
        let is_page = name.is_empty() || !name.rsplit('/').next().is_some_and(|it| it.contains('.'));
        let asset = if is_page {
            build.files.get(INDEX)
        } else {
            build.files.get(name)
        };
        asset.map_or_else(
            || (StatusCode::NOT_FOUND, "Not found\n").into_response(),
            |it| it.answer(headers),
        )
    }

    fn build(&self) -> Arc<Build> {
        Arc::clone(&self.build.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads a newer build, if there is one. A half-written one is left for the next look.
    fn refresh(&self) {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.elapsed() < LOOK_EVERY {
            return;
        }
        *looked = Instant::now();
        if modified(&self.folder) == self.build().modified {
            return;
        }
        match Build::read(&self.folder, &self.origins, &self.map) {
            Ok(build) => {
                *self.build.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(build);
                tracing::info!("serving a new build of the app");
            }
            Err(why) => tracing::debug!(%why, "keeping the build we have"),
        }
    }
}

impl Build {
    fn read(folder: &Path, origins: &[Origin], map: &[Origin]) -> Result<Self, AssetsError> {
        let unreadable = |why| AssetsError::Unreadable(folder.to_owned(), why);
        let modified = modified(folder);
        if modified.is_none() {
            return Err(AssetsError::Missing(folder.to_owned()));
        }
        let mut contents = HashMap::new();
        collect(folder, "", &mut contents).map_err(unreadable)?;
        let index = contents
            .get(INDEX)
            .ok_or_else(|| AssetsError::Missing(folder.to_owned()))?;
        let scripts = inline_scripts(&String::from_utf8_lossy(index));
        let policy = content_security_policy(&scripts, origins, map);
        let files = contents
            .iter()
            .filter(|(name, _)| !is_compressed(name))
            .map(|(name, plain)| {
                let compressed = |extension: &str| contents.get(&format!("{name}.{extension}")).cloned();
                let asset = Asset {
                    plain: plain.clone(),
                    brotli: compressed("br"),
                    gzip: compressed("gz"),
                    kind: media_type(name),
                    tag: tag(plain),
                    is_hashed: is_hashed(name),
                };
                (name.clone(), asset)
            })
            .collect();
        Ok(Self {
            files,
            policy,
            modified,
        })
    }
}

impl Asset {
    fn answer(&self, request: &HeaderMap) -> Response {
        let accepted = request
            .get(header::ACCEPT_ENCODING)
            .and_then(|it| it.to_str().ok())
            .unwrap_or_default();
        let (body, encoding) = match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(accepted, "br") => (brotli, Some("br")),
            (_, Some(gzip)) if accepts(accepted, "gzip") => (gzip, Some("gzip")),
            _ => (&self.plain, None),
        };
        let is_known = request
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .any(|it| it.to_str().is_ok_and(|it| self.is_among(it)));
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(body.clone()).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::ETAG, self.tag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let lifetime = if self.is_hashed {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(lifetime));
        if let Some(encoding) = encoding
            && !is_known
        {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }

    fn is_among(&self, tags: &str) -> bool {
        let own = self.tag.to_str().unwrap_or_default();
        tags.split(',').map(str::trim).any(|it| it == own || it == "*")
    }
}

fn modified(folder: &Path) -> Option<SystemTime> {
    fs::metadata(folder.join(INDEX)).and_then(|it| it.modified()).ok()
}

fn collect(folder: &Path, prefix: &str, contents: &mut HashMap<String, Bytes>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        // Hidden files are the build tool's own. Links are not followed: they could lead anywhere.
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), contents)?;
        } else if entry.file_type()?.is_file() {
            contents.insert(name, fs::read(entry.path())?.into());
        }
    }
    Ok(())
}

/// SHA-256 of every script that stands in the page itself, in base64.
fn inline_scripts(page: &str) -> Vec<String> {
    let mut hashes = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find("<script") {
        let tag = &rest[start..];
        let Some((attributes, body)) = tag.split_once('>') else {
            break;
        };
        let Some((script, after)) = body.split_once("</script") else {
            break;
        };
        if !attributes.contains(" src=") {
            hashes.push(STANDARD.encode(Sha256::digest(script.as_bytes())));
        }
        rest = after;
    }
    hashes
}

/// Whether the build put a hash into the name, as in `livedeck-3f9a1c0de45b7788_bg.wasm`: such a file never changes.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.split(['-', '.', '_']).any(|it| {
        it.len() >= 8
            && it.bytes().all(|it| it.is_ascii_hexdigit())
            && it.bytes().any(|it| it.is_ascii_digit())
    })
}

fn is_compressed(name: &str) -> bool {
    name.ends_with(".br") || name.ends_with(".gz")
}

/// Whether a coding is accepted; `q=0` means it is not.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|it| {
        let mut parts = it.split(';').map(str::trim);
        let is_it = parts.next().is_some_and(|it| it.eq_ignore_ascii_case(coding));
        is_it && !parts.any(|it| matches!(it, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn tag(content: &[u8]) -> HeaderValue {
    let hash = STANDARD.encode(&Sha256::digest(content)[..12]);
    HeaderValue::try_from(format!("\"{hash}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

const INDEX: &str = "index.html";
const WORKER: &str = "sw.js";
const WORKER_OFF: &str = "sw-off.js";
const LOOK_EVERY: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_hashed_and_external_ones_are_not() {
        let page = r#"<script type="importmap">{}</script><script type="module" src="/boot.js"></script>"#;

        assert_eq!(inline_scripts(page), [STANDARD.encode(Sha256::digest(b"{}"))]);
    }

    #[test]
    fn only_names_with_a_hash_last_for_ever() {
        for name in [
            "livedeck-3f9a1c0de45b7788.js",
            "livedeck-3f9a1c0de45b7788_bg.wasm",
            "a/app.0123abcd.css",
        ] {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["index.html", "boot.js", "icon.svg", "deadbeef.js", "sw.js"] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn ht22_the_worker_and_the_manifest_are_never_kept_without_asking_and_the_switch_takes_the_worker_away() {
        let folder = std::env::temp_dir().join(format!("livedeck-assets-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in [
            (INDEX, "<title>Livedeck</title>"),
            (WORKER, "keeps"),
            (WORKER_OFF, "takes itself away"),
            ("manifest.webmanifest", "{}"),
        ] {
            fs::write(folder.join(name), text).unwrap();
        }
        let open = || Assets::open(&folder, &[], &[]).unwrap();
        let ask = |assets: &Assets, path| assets.answer(&Method::GET, path, &HeaderMap::new());
        let length = |response: &Response| axum::body::HttpBody::size_hint(response.body()).exact();

        for (path, kind) in [
            ("/sw.js", "text/javascript; charset=utf-8"),
            ("/manifest.webmanifest", "application/manifest+json"),
        ] {
            let response = ask(&open(), path);
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache", "{path}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
        }
        assert_eq!(length(&ask(&open(), "/sw.js")), Some(5));
        assert_eq!(length(&ask(&open().with_worker(false), "/sw.js")), Some(17));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn refused_codings_are_not_sent() {
        assert!(accepts("gzip, deflate, br, zstd", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("", "br"));
    }
}
