using System.Globalization;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Data;

/// <summary>The idealised loads.</summary>
public enum IdealisedLoadKind
{
    /// <summary>F11 driven, off-diagonal components of F zero, P22 = P33 = 0 (lateral contraction free).</summary>
    Uniaxial,

    /// <summary>F11 driven, F22 = 1, off-diagonal components of F zero, P33 = 0.</summary>
    PlaneStrain,

    /// <summary>F12 = F21 driven, the other shears zero, P11 = P22 = P33 = 0.</summary>
    PureShear,
}

/// <summary>
/// An idealised load under mixed control: rates of some components of F are prescribed (1/s), and where a component is not,
/// its first Piola-Kirchhoff stress is zero. The driven component grows linearly in time from the undeformed state.
/// </summary>
public sealed class IdealisedLoad
{
    /// <summary>A load of a kind, up to a strain at a rate, in equal increments.</summary>
    /// <param name="kind">Which load.</param>
    /// <param name="rate_perSecond">Rate of the driven component of F, 1/s; not zero, negative for compression.</param>
    /// <param name="strain">Final value of |F11 - 1| or |F12|; positive.</param>
    /// <param name="increments">Number of equal increments.</param>
    /// <exception cref="InputException">A value is out of range.</exception>
    public IdealisedLoad(IdealisedLoadKind kind, double rate_perSecond, double strain, int increments)
    {
        if (!double.IsFinite(rate_perSecond) || rate_perSecond == 0)
            throw new InputException($"The rate of an idealised load must be finite and not zero (negative: compression); it is {rate_perSecond:R} 1/s.");
        if (!double.IsFinite(strain) || strain <= 0)
            throw new InputException($"The strain of an idealised load must be positive (compression: a negative rate); it is {strain:R}.");
        if (kind != IdealisedLoadKind.PureShear && rate_perSecond < 0 && strain >= 1)
            throw new InputException($"Compression to a strain of {strain:R} would turn the volume inside out; it must be below 1.");
        if (kind == IdealisedLoadKind.PureShear && strain >= 1)
            throw new InputException($"Pure shear with F12 = F21 = {strain:R} would turn the volume inside out; the strain must be below 1.");
        if (increments < 1)
            throw new InputException($"The number of increments must be at least 1; it is {increments}.");
        (Kind, Rate_perSecond, Strain, Increments) = (kind, rate_perSecond, strain, increments);
    }

    /// <summary>Which load.</summary>
    public IdealisedLoadKind Kind { get; }

    /// <summary>Rate of the driven component of F, 1/s.</summary>
    public double Rate_perSecond { get; }

    /// <summary>Final value of |F11 - 1| or |F12|.</summary>
    public double Strain { get; }

    /// <summary>Number of equal increments.</summary>
    public int Increments { get; }

    /// <summary>Duration, s.</summary>
    public double Duration_s => Strain / Math.Abs(Rate_perSecond);

    /// <summary>
    /// Prescribed rates of F, 1/s, row-major; null where the component is free and its first Piola-Kirchhoff stress is zero.
    /// </summary>
    public double?[] PrescribedRates_perSecond()
    {
        double r = Rate_perSecond;
        return Kind switch
        {
            IdealisedLoadKind.Uniaxial => [r, 0, 0, 0, null, 0, 0, 0, null],
            IdealisedLoadKind.PlaneStrain => [r, 0, 0, 0, 0, 0, 0, 0, null],
            IdealisedLoadKind.PureShear => [null, r, 0, r, null, 0, 0, 0, null],
            _ => throw new InvalidOperationException($"Unknown idealised load {Kind}."),
        };
    }

    /// <summary>The load as one step of mixed control of a material point.</summary>
    public MixedLoadStep ToLoadStep()
    {
        double?[] rates = PrescribedRates_perSecond();
        Span<double> components = stackalloc double[9];
        int mask = 0;
        for (int c = 0; c < 9; c++)
        {
            components[c] = rates[c] ?? 0.0;
            mask |= rates[c] is null ? 0 : 1 << c;
        }
        return new MixedLoadStep
        {
            DeformationKind = DeformationKind.DeformationGradientRate,
            Deformation = Tensor3x3.FromRowMajor(components),
            DeformationMask = mask,
            Time_s = Duration_s,
            Increments = Increments,
        };
    }

    /// <summary>The load as a DAMASK 3 load file (one load step).</summary>
    public string ToDamaskLoadFile()
    {
        double?[] rates = PrescribedRates_perSecond();
        string rateRows = Rows(i => rates[i] is double rate ? Number(rate) : "x");
        string stressRows = Rows(i => rates[i] is null ? "0" : "x");
        return string.Join(
            '\n',
            "---",
            "solver:",
            "  mechanical: spectral_basic",
            "loadstep:",
            "  - boundary_conditions:",
            "      mechanical:",
            $"        dot_F: {rateRows}",
            $"        P: {stressRows}",
            $"    discretization: {{t: {Number(Duration_s)}, N: {Increments.ToString(CultureInfo.InvariantCulture)}}}",
            "    f_out: 1",
            "");
    }

    private static string Rows(Func<int, string> component) =>
        $"[[{component(0)}, {component(1)}, {component(2)}], [{component(3)}, {component(4)}, {component(5)}], "
        + $"[{component(6)}, {component(7)}, {component(8)}]]";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
