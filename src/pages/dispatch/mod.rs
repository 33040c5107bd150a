//! The dispatcher's desk: the live map, the shipments, the drivers.

mod cancel;
mod desk;
mod driver_parts;
mod drivers;
mod here;
mod history;
mod live;
mod menus;
mod nearest;
mod offers;
mod phone;
mod proof;
mod refusal;
mod shipment_parts;
mod shipments;
mod standing;
mod stops;
mod work;

pub(super) use drivers::DriversPage;
pub(super) use live::LiveMapPage;
pub(super) use shipments::ShipmentsPage;
