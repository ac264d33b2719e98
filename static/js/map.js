/* Draws what the page says in #map-data: county outlines always, street tiles when they
   come, pins with the numbers of the list. Without this script the list is whole. */
"use strict";

for (const figure of document.querySelectorAll("[data-map]")) {
  const { pins, center, miles, counties } = JSON.parse(
    document.getElementById("map-data").textContent,
  );
  figure.hidden = false;
  const map = L.map(figure.querySelector(".map"), {
    scrollWheelZoom: false,
    zoomSnap: 0.5,
  });
  map.attributionControl.setPrefix(
    '<a href="https://leafletjs.com">Leaflet</a>',
  );
  const bounds = L.latLngBounds(pins.map((pin) => pin.point));
  if (center) {
    bounds.extend(center);
  }
  map.fitBounds(bounds.pad(0.15), { maxZoom: 13 });

  if (figure.dataset.tiles) {
    L.tileLayer(figure.dataset.tiles, {
      maxZoom: 19,
      attribution:
        '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>',
    }).addTo(map);
  }
  const codes = counties.map((code) => `code=${code}`).join("&");
  fetch(`${figure.dataset.map}?${codes}`)
    .then((answer) => answer.json())
    .then((outlines) =>
      L.geoJSON(outlines, { className: "land", interactive: false }).addTo(map),
    )
    .catch(() => {}); // A map without outlines still has its pins.

  if (center && miles) {
    L.circle(center, {
      radius: miles * 1609.344,
      className: "near",
      interactive: false,
    }).addTo(map);
  }
  for (const pin of pins) {
    const mark = document.createElement("span");
    mark.className = "pin";
    mark.textContent = pin.number;
    L.marker(pin.point, {
      icon: L.divIcon({ html: mark, iconSize: [28, 28], iconAnchor: [0, 28] }),
      title: pin.name,
      zIndexOffset: -1000 * pin.number, // The first of the list lies on top.
      alt: `${pin.number}, ${pin.name}`,
    })
      .on("click keypress", (event) => {
        if (event.type === "click" || event.originalEvent.key === "Enter") {
          window.location = pin.url;
        }
      })
      .addTo(map);
  }
}
