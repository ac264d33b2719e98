/* Draws what the page says in #map-data: county outlines always, street tiles when they
   come, pins with the numbers of the list. Without this script the list is whole. */
"use strict";

const APART = 30; // Pixels between two pins: each can be read, and pressed.
const NAMES_APART = 70;
/* Moves pins that would cover each other, the first of the list last. */
function spread(map, pins) {
  const taken = [];
  for (const { marker, point } of pins) {
    const home = map.latLngToLayerPoint(point);
    let spot = home;
    for (let turn = 1; taken.some((other) => other.distanceTo(spot) < APART); turn++) {
      // Turns by the golden angle, as a sunflower sets its seeds.
      const way = L.point(Math.cos(turn * 2.4), Math.sin(turn * 2.4));
      spot = home.add(way.multiplyBy(8 * Math.sqrt(turn)));
    }
    taken.push(spot);
    marker.setLatLng(map.layerPointToLatLng(spot));
  }
}

/* County outlines over the streets; names of towns under them, as streets have their own. */
function drawLand(map, { features }, served) {
  const isTown = ({ geometry }) => geometry.type === "Point";
  const style = ({ id }) => ({ className: served.includes(id) ? "land served" : "land" });
  L.geoJSON(features.filter((one) => !isTown(one)), { interactive: false, style }).addTo(map);
  map.createPane("names").style.zIndex = 150;
  const taken = [];
  for (const { geometry, properties } of features.filter(isTown)) {
    const point = L.GeoJSON.coordsToLatLng(geometry.coordinates);
    const spot = map.latLngToLayerPoint(point);
    if (taken.every((other) => other.distanceTo(spot) > NAMES_APART)) {
      taken.push(spot);
      const name = { permanent: true, direction: "right", className: "town-name", pane: "names" };
      L.circleMarker(point, { radius: 2, className: "town", pane: "names", interactive: false })
        .bindTooltip(properties.name, name)
        .addTo(map);
    }
  }
}

for (const figure of document.querySelectorAll("[data-map]")) {
  const { pins, center, miles, counties, served } = JSON.parse(
    document.getElementById("map-data").textContent,
  );
  figure.hidden = false;
  const map = L.map(figure.querySelector(".map"), { scrollWheelZoom: false, zoomSnap: 0.5 });
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
  const radius = (miles || 0) * 1609.344;
  const bounds = L.latLngBounds(pins.map((pin) => pin.point));
  if (center) {
    bounds.extend(L.latLng(center).toBounds(2 * radius));
  }
  map.fitBounds(bounds.pad(0.15), { maxZoom: 12, paddingTopLeft: [48, 32] });

  if (figure.dataset.tiles) {
    const attribution = '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>';
    L.tileLayer(figure.dataset.tiles, { maxZoom: 19, attribution }).addTo(map);
  }
  fetch(`${figure.dataset.map}?${counties.map((code) => `code=${code}`).join("&")}`)
    .then((answer) => answer.json())
    .then((outlines) => drawLand(map, outlines, served))
    .catch(() => {}); // A map without outlines still has its pins.

  if (radius) {
    L.circle(center, { radius, className: "near", interactive: false }).addTo(map);
  }
  for (const pin of pins) {
    const mark = document.createElement("span");
    mark.innerHTML = `<span class="pin">${pin.number}</span><span class="hidden-text"></span>`;
    mark.lastChild.textContent = `, ${pin.name}`;
    const icon = L.divIcon({ html: mark, iconSize: [28, 28], iconAnchor: [0, 28] });
    pin.marker = L.marker(pin.point, { icon, title: pin.name })
      .on("click keypress", ({ type, originalEvent }) => {
        if (type === "click" || originalEvent.key === "Enter") {
          window.location.assign(pin.url);
        }
      })
      .addTo(map);
  }
  spread(map, pins);
  map.on("zoomend", () => spread(map, pins));
}
