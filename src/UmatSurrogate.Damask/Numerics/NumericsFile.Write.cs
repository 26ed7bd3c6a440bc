using UmatSurrogate.Damask.Yaml;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Damask;

public static partial class NumericsFile
{
    /// <summary>Writes a numerics file that DAMASK 3 and <see cref="Read(string)"/> read; every value stands in it, to the last bit.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, NumericsConfiguration numerics)
    {
        try
        {
            File.WriteAllText(path, Format(numerics));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The numerics file '{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The text of a numerics file.</summary>
    public static string Format(NumericsConfiguration numerics)
    {
        ArgumentNullException.ThrowIfNull(numerics);
        (GridSolverNumerics grid, MaterialPointNumerics point) = (numerics.Grid, numerics.MaterialPoint);
        return FormattableString.Invariant($"""
            ---
            solver:
              grid:
                N_cutback_max: {grid.MaximumCutbacks}
                FFT:
                  derivative: {Derivatives.Single(d => d.Value == grid.Derivative).Name}
                mechanical:
                  eps_rel_div(P): {YamlNumber.Format(grid.RelativeDivergence)}
                  eps_abs_div(P): {YamlNumber.Format(grid.AbsoluteDivergence_PaPerMetre)}
                  eps_rel_P: {YamlNumber.Format(grid.RelativeMeanStress)}
                  eps_abs_P: {YamlNumber.Format(grid.AbsoluteMeanStress_Pa)}
                  N_iter_min: {grid.MinimumIterations}
                  N_iter_max: {grid.MaximumIterations}
            phase:
              mechanical:
                eps_rel_state: {YamlNumber.Format(point.RelativeState)}
                plastic:
                  eps_rel_Lp: {YamlNumber.Format(point.RelativePlasticVelocityGradient)}
                  eps_abs_Lp: {YamlNumber.Format(point.AbsolutePlasticVelocityGradient_perSecond)}

            """).ReplaceLineEndings("\n");
    }
}
