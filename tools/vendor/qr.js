// QR codes: the receipt of a safe-line case as a picture.
export { correction, generate, mode } from "lean-qr";
