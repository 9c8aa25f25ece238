// Packing an exported case. Nothing is unpacked in the browser.
export { zipSync } from "fflate";
