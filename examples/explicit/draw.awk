# Compressive stress of the elements 1 and 16 and of the mean against time, three time steps over each other, as SVG.
BEGIN { FS = ","; W = 640; H = 400; L = 60; B = 45; xmax = 10; ymax = 120
    split("#b0c4de,#4682b4,#000000", colour, ","); split("9,5,1.5", width, ","); split("1 x,1/4 x,1/16 x", label, ",") }
FNR == 1 { file++; next }
{ for (c = 3; c <= 6; c++) { if (c == 5) continue; points[file, c] = points[file, c] sprintf("%.1f,%.1f ", X($1), Y(-$c / 1e6)) } }
function X(t) { return L + (W - L - 20) * t / xmax }
function Y(s) { return H - B - (H - B - 20) * s / ymax }
END {
    printf "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='13'>\n<rect width='100%%' height='100%%' fill='white'/>\n", W, H
    for (t = 0; t <= xmax; t += 2) printf "<line x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f' stroke='#ddd'/><text x='%.1f' y='%d' text-anchor='middle'>%d</text>\n", X(t), X(t), Y(0), Y(ymax), X(t), H - B + 18, t
    for (s = 0; s <= ymax; s += 20) printf "<line x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f' stroke='#ddd'/><text x='%d' y='%.1f' text-anchor='end'>%d</text>\n", X(0), X(xmax), Y(s), Y(s), L - 6, Y(s) + 4, s
    for (f = 1; f <= 3; f++) for (c = 3; c <= 6; c++) if (c != 5) printf "<polyline fill='none' stroke='%s' stroke-width='%s' points='%s'/>\n", colour[f], width[f], points[f, c]
    for (f = 1; f <= 3; f++) printf "<line x1='%d' x2='%d' y1='%d' y2='%d' stroke='%s' stroke-width='%s'/><text x='%d' y='%d'>time step %s</text>\n", W - 180, W - 150, H - 130 + 22 * f, H - 130 + 22 * f, colour[f], width[f], W - 142, H - 126 + 22 * f, label[f]
    printf "<text x='%d' y='%d' text-anchor='middle'>time, s</text><text transform='translate(16,%d) rotate(-90)' text-anchor='middle'>compressive stress, MPa (elements 1 and 16, mean)</text>\n</svg>\n", (W + L) / 2, H - 8, H / 2
}
