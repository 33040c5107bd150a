//! Icons, drawn once in a sprite and used by name.

use leptos::prelude::*;

use super::status::Shape;

/// Declares the icons: name, drawing in a box of 16 by 16, how it is drawn.
macro_rules! icons {
    ($($(#[$meta:meta])* $name:ident = $id:literal, $look:literal, $path:literal;)+) => {
        /// A picture that stands beside a word, or in its place where the word is in the accessible name.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        pub enum Icon {
            $($(#[$meta])* $name,)+
        }

        impl Icon {
            /// The reference to its drawing.
            pub const fn href(self) -> &'static str {
                match self { $(Self::$name => concat!("#", $id),)+ }
            }
        }

        const ICONS: &[(&str, &str, &str)] = &[$(($id, $look, $path),)+];
    };
}

icons! {
    /// Sorted downwards, or less.
    ArrowDown = "i-arrow-down", "ink", "M8 3v10M4 9l4 4 4-4";
    /// Sorted upwards, or more.
    ArrowUp = "i-arrow-up", "ink", "M8 13V3M4 7l4-4 4 4";
    /// Notices.
    Bell = "i-bell", "ink", "M3.5 11.5h9c-.9-1-1.2-2-1.2-4.3C11.3 5 10 3.5 8 3.5S4.7 5 4.7 7.2c0 2.3-.3 3.3-1.2 4.3zM6.7 13.5c.6.7 2 .7 2.6 0M8 2v1.5";
    /// A day.
    Calendar = "i-calendar", "ink", "M3.2 3h9.6A1.2 1.2 0 0 1 14 4.2v8.6a1.2 1.2 0 0 1-1.2 1.2H3.2A1.2 1.2 0 0 1 2 12.8V4.2A1.2 1.2 0 0 1 3.2 3zM2 6.5h12M5 1.5V4M11 1.5V4";
    /// A shipment.
    Box = "i-box", "ink", "M2.2 4.7 8 1.8l5.8 2.9v6.6L8 14.2l-5.8-2.9zM2.2 4.7 8 7.6l5.8-2.9M8 7.6v6.6";
    /// Takes a photo.
    Camera = "i-camera", "ink", "M2 5h2.600l1-1.800h4.800l1 1.800H14v8H2zM5.600 8.800a2.400 2.400 0 1 0 4.800 0a2.400 2.400 0 1 0-4.800 0";
    /// Columns of cards.
    Board = "i-board", "ink", "M2.5 2.5h3v11h-3zM6.5 2.5h3v7h-3zM10.5 2.5h3v9h-3z";
    /// A chart.
    Chart = "i-chart", "ink", "M2 2v12h12M4.5 10l3-3.5 2.5 2L14 4";
    /// Done, chosen.
    Check = "i-check", "ink", "m3 8.5 3.3 3.3L13 4.8";
    /// Opens downwards.
    ChevronDown = "i-chevron-down", "ink", "m4 6 4 4 4-4";
    /// Before.
    ChevronLeft = "i-chevron-left", "ink", "m10 4-4 4 4 4";
    /// After, into.
    ChevronRight = "i-chevron-right", "ink", "m6 4 4 4-4 4";
    /// Opens upwards.
    ChevronUp = "i-chevron-up", "ink", "m4 10 4-4 4 4";
    /// Time.
    Clock = "i-clock", "ink", "M1.8 8a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0M8 4.3V8l2.5 1.6";
    /// Close.
    Close = "i-close", "ink", "m4 4 8 8M12 4l-8 8";
    /// Columns of a table.
    Columns = "i-columns", "ink", "M3.2 2.8h9.6A1.2 1.2 0 0 1 14 4v8a1.2 1.2 0 0 1-1.2 1.2H3.2A1.2 1.2 0 0 1 2 12V4a1.2 1.2 0 0 1 1.2-1.2zM6 2.8v10.4M10 2.8v10.4";
    /// Copy.
    Copy = "i-copy", "ink", "M6.7 5.5h5.6a1.2 1.2 0 0 1 1.2 1.2v5.6a1.2 1.2 0 0 1-1.2 1.2H6.7a1.2 1.2 0 0 1-1.2-1.2V6.7a1.2 1.2 0 0 1 1.2-1.2zM3.5 10.5h-1v-8h8v1";
    /// Save as a file.
    Download = "i-download", "ink", "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11";
    /// Show.
    Eye = "i-eye", "ink", "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM6 8a2 2 0 1 0 4 0a2 2 0 1 0-4 0";
    /// Hide.
    EyeOff = "i-eye-off", "ink", "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM2.5 13.5l11-11";
    /// Filter.
    Filter = "i-filter", "ink", "M2 4h12M4.5 8h7M6.8 12h2.4";
    /// Everything in sight.
    Fit = "i-fit", "ink", "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3";
    /// Geofence.
    Flag = "i-flag", "ink", "M3.5 14V2.5h8.5l-2 3 2 3H3.5";
    /// Overview.
    Grid = "i-grid", "ink", "M2.5 2.5H7v6H2.5zM9 2.5h4.5v3.5H9zM9 8.5h4.5v5H9zM2.5 11H7v2.5H2.5z";
    /// Help.
    Help = "i-help", "ink", "M1.8 8a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0M6.2 6.3c.1-1.100.8-1.7 1.9-1.7 1 0 1.800.7 1.8 1.6 0 1.4-1.9 1.5-1.9 2.9M8 11.4v.1";
    /// Nothing here.
    Inbox = "i-inbox", "ink", "M2 9.5 4 3h8l2 6.5V13H2zM2 9.5h3.5c0 1.4 1 2.2 2.5 2.2s2.5-.8 2.5-2.2H14";
    /// Who somebody is.
    Id = "i-id", "ink", "M3.3 3h9.4a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H3.3a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 3.3 3zM4 7a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M3.5 10.8c.2-1 .9-1.5 2-1.5s1.800.5 2 1.5M9.8 6.5h2.4M9.8 9.5h2.4";
    /// How something is counted.
    Info = "i-info", "ink", "M1.8 8a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0M8 7.3v3.9M8 4.8v.1";
    /// A place.
    Map = "i-map", "ink", "M1.8 4 6 2.3l4 1.7 4.2-1.7v9.7L10 13.7 6 12l-4.2 1.7zM6 2.3V12M10 4v9.7";
    /// Less.
    Minus = "i-minus", "ink", "M3 8h10";
    /// More.
    More = "i-more", "ink-bold", "M3.5 8h.01M8 8h.01M12.5 8h.01";
    /// More, of a row.
    MoreVertical = "i-more-vertical", "ink-bold", "M8 3.5h.01M8 8h.01M8 12.5h.01";
    /// Violations.
    Octagon = "i-octagon", "ink", "M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM8 4.8v3.7M8 11v.1";
    /// A message.
    Message = "i-message", "ink", "M2 3h12v8.5H7.5L4.5 14v-2.5H2z";
    /// Night.
    Moon = "i-moon", "ink", "M13.5 9.500A5.700 5.700 0 0 1 6.500 2.500a5.800 5.800 0 1 0 7 7z";
    /// The way there.
    Navigate = "i-navigate", "ink", "M13.5 2.500 9.300 13.700 7.600 8.400 2.300 6.700z";
    /// Pause.
    Pause = "i-pause", "ink-bold", "M5.5 3.5v9M10.5 3.5v9";
    /// Call.
    Phone = "i-phone", "ink", "M3 2.500h2.600l1.200 3.200-1.600 1.200c.8 1.700 2.200 3.100 3.900 3.900l1.200-1.600 3.200 1.200V13c0 .5-.5 1-1 1C7 14 2 9 2 3.500c0-.5.5-1 1-1z";
    /// Go on.
    Play = "i-play", "ink-fill", "M4.5 2.8v10.4L13 8z";
    /// Add.
    Plus = "i-plus", "ink", "M8 3v10M3 8h10";
    /// Print.
    Print = "i-print", "ink", "M4.5 6V2h7v4M4.5 12H2.2V6h11.6v6h-2.3M4.5 9.5h7V14h-7z";
    /// Diagnostics, heartbeat.
    Pulse = "i-pulse", "ink", "M1.5 8.5h2.8l1.7-5 3.2 9 1.8-4h3.5";
    /// Try again.
    Refresh = "i-refresh", "ink", "M13.5 8A5.5 5.5 0 1 1 11.8 4M13.5 2v2.8h-2.8";
    /// Density of rows.
    Rows = "i-rows", "ink", "M2.5 4h11M2.5 8h11M2.5 12h11";
    /// Search.
    Search = "i-search", "ink", "M2.5 7a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M10.5 10.5l3.5 3.5";
    /// Settings.
    Settings = "i-settings", "ink", "M5.8 8a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4";
    /// Sign out.
    SignOut = "i-sign-out", "ink", "M6.5 2.5h-4v11h4M10.5 5 13.5 8l-3 3M13.5 8H6";
    /// Speed.
    Speed = "i-speed", "ink", "M2.3 12a6.5 6.5 0 1 1 11.4 0M8 9.5l3-3.5";
    /// Sun, glare.
    Sun = "i-sun", "ink", "M5 8a3 3 0 1 0 6 0a3 3 0 1 0-6 0M8 1.500v1.500M8 13v1.500M1.500 8h1.500M13 8h1.500M3.400 3.400l1.100 1.100M11.500 11.500l1.100 1.100M12.600 3.400l-1.100 1.100M4.500 11.500l-1.100 1.100";
    /// Stay with something that moves.
    Target = "i-target", "ink", "M3.5 8a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3";
    /// Show as a table.
    Table = "i-table", "ink", "M3.2 3h9.6A1.2 1.2 0 0 1 14 4.2v7.6a1.2 1.2 0 0 1-1.2 1.2H3.2A1.2 1.2 0 0 1 2 11.8V4.2A1.2 1.2 0 0 1 3.2 3zM2 6.5h12M2 9.8h12M6.3 6.5V13";
    /// Redo.
    Redo = "i-redo", "ink", "M10.5 2.8l3 3-3 3M13.2 5.8H6a3.6 3.6 0 0 0 0 7.2H10";
    /// Clear, delete.
    Trash = "i-trash", "ink", "M2.5 4h11M6 4V2.5h4V4M4 4l.6 9.5h6.8L12 4";
    /// Vehicles.
    Truck = "i-truck", "ink", "M2.8 11H1.5V3.5h8V11H6.2M9.5 6h2.6l2.4 2.6V11h-1.3M9.8 11h-.3M3 12a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M10 12a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0";
    /// Undo.
    Undo = "i-undo", "ink", "M5.5 2.8 2.5 5.8l3 3M2.8 5.8H10a3.6 3.6 0 0 1 0 7.2H6";
    /// A person.
    User = "i-user", "ink", "M5.2 5a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0-5.6 0M2.8 13.8c.4-2.7 2.3-4.2 5.2-4.2s4.8 1.5 5.2 4.2";
    /// People.
    Users = "i-users", "ink", "M3.4 5.2a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0M1.5 13.5c.3-2.6 2-4 4.5-4s4.2 1.4 4.5 4M10.5 2.9a2.5 2.5 0 0 1 0 4.7M12.2 9.9c1.400.6 2.1 1.8 2.3 3.6";
}

impl Icon {
    /// The icon at the size of the text beside it; readers do not hear of it.
    pub fn view(self) -> impl IntoView {
        view! {
            <svg class="i" aria-hidden="true">
                <use_ href=self.href() />
            </svg>
        }
    }
}

/// The drawings of all icons and shapes; stands once in the page.
#[component]
pub fn Sprite() -> impl IntoView {
    let icons = ICONS
        .iter()
        .map(|(id, look, path)| {
            view! {
                <symbol id=*id viewBox="0 0 16 16">
                    <path class=*look d=*path />
                </symbol>
            }
        })
        .collect_view();
    let shapes = Shape::DRAWINGS
        .iter()
        .map(|(id, strokes)| {
            let strokes = strokes
                .iter()
                .map(|(look, path)| view! { <path class=*look d=*path /> })
                .collect_view();
            view! {
                <symbol id=*id viewBox="0 0 16 16">
                    {strokes}
                </symbol>
            }
        })
        .collect_view();
    view! {
        <svg class="sprite" aria-hidden="true" width="0" height="0">
            {icons}
            {shapes}
        </svg>
    }
}
