# Deviation of the stresses (columns 3 to 6) of the second and third file from those of the first, as a part of the largest stress: root
# mean square over time, and largest. Fails if a root mean square or the largest deviation of the mean stress is above 1 %.
BEGIN { FS = "," }
FNR == 1 { file++; for (c = 3; c <= 6; c++) name[c] = $c; next }
{
    for (c = 3; c <= 6; c++) {
        if (file == 1) { value[FNR, c] = $c; rows = FNR - 1; if (size($c) > largest[c]) largest[c] = size($c); continue }
        difference = size($c - value[FNR, c])
        square[file, c] += difference ^ 2
        if (difference > deviation[file, c]) deviation[file, c] = difference
    }
}
function size(x) { return x < 0 ? -x : x }
function percent(x, c) { return 100 * x / largest[c] }
END {
    printf "%-18s %12s %22s %22s\n", "", "largest, MPa", "1/4 step: rms, largest", "1/16 step: rms, largest"
    for (c = 3; c <= 6; c++) {
        printf "%-18s %12.2f", name[c], largest[c] / 1e6
        for (f = 2; f <= 3; f++) {
            rms = percent(sqrt(square[f, c] / rows), c)
            printf " %12.2f %% %6.2f %%", rms, percent(deviation[f, c], c)
            if (!(rms <= 1) || (c == 3 && !(percent(deviation[f, c], c) <= 1))) bad = 1
        }
        print ""
    }
    print bad ? "FAILED: more than 1 %" : "within 1 %"
    exit bad
}
