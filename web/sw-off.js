// The kill switch: served in the place of the service worker it removes it and everything it kept, and has its pages
// loaded from the network from then on (docs/OPERATIONS.md).

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name.startsWith("livedeck-")).map((name) => caches.delete(name)));
      await self.registration.unregister();
    })(),
  );
});
