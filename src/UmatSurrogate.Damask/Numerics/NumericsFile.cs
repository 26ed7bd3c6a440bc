using UmatSurrogate.Damask.Yaml;

namespace UmatSurrogate.Damask;

/// <summary>
/// Reads DAMASK 3 numerics files (keys of version 3.0.2). Accepted without effect, because they only steer another
/// algorithm's way to the same solution or belong to models that are not there: FFTW and PETSc options,
/// <c>eps_rel_curl(F)</c>, <c>eps_abs_curl(F)</c>, <c>alpha</c> and <c>beta</c> of the polarization scheme,
/// <c>update_gamma</c>, the iteration limits, line searches and sub-stepping factors of the material point, and the
/// sections for damage, temperature, eigenstrain, RGC and other solvers. What would change the solution
/// (<c>derivative</c>, <c>divergence_correction</c>, <c>integrator_state</c>) is read or refused. Writing is in NumericsFile.Write.cs.
/// </summary>
public static partial class NumericsFile
{
    private static readonly string[] InertMechanical = ["PETSc_options", "eps_rel_curl(F)", "eps_abs_curl(F)", "alpha", "beta", "update_gamma"];
    private static readonly string[] InertFft = ["FFTW_plan_mode", "FFTW_timelimit", "memory_efficient"];
    private static readonly string[] InertPoint = ["N_iter_state_max", "r_cutback_min", "r_cutback", "r_increase", "eigen"];
    private static readonly string[] InertPlastic = ["N_iter_Lp_max", "r_linesearch_Lp", "f_update_jacobi_Lp"];

    private static readonly (string Name, SpectralDerivative Value)[] Derivatives =
    [
        ("continuous", SpectralDerivative.Continuous),
        ("central_difference", SpectralDerivative.CentralDifference),
        ("FWBW_difference", SpectralDerivative.ForwardBackwardDifference),
    ];

    /// <summary>Reads a numerics file.</summary>
    public static NumericsConfiguration Read(string path) => Read(YamlFile.Read(path));

    /// <summary>Parses the text of a numerics file; <paramref name="name"/> stands for the file in messages.</summary>
    public static NumericsConfiguration Parse(string text, string name) => Read(YamlFile.Parse(text, name));

    private static NumericsConfiguration Read(YamlMapping root)
    {
        YamlMapping solver = root.MappingOrEmpty("solver"), phase = root.MappingOrEmpty("phase");
        root.Complete("generic", "homogenization");
        YamlMapping grid = solver.MappingOrEmpty("grid");
        solver.Complete("mesh", "Marc");
        YamlMapping mechanical = phase.MappingOrEmpty("mechanical");
        phase.Complete();
        return new NumericsConfiguration(ReadGrid(grid), ReadPoint(mechanical));
    }

    private static GridSolverNumerics ReadGrid(YamlMapping grid)
    {
        GridSolverNumerics defaults = new();
        int cutbacks = AtLeast(grid, "N_cutback_max", defaults.MaximumCutbacks, 0);
        YamlMapping fft = grid.MappingOrEmpty("FFT"), mechanical = grid.MappingOrEmpty("mechanical");
        grid.Complete("N_staggered_iter_max", "PETSc_options", "damage", "thermal");
        YamlValue? derivative = fft.Optional("derivative");
        if (fft.Optional("divergence_correction") is { } correction && correction.AsString() is not ("size+grid" or "grid+size"))
            throw correction.Error($"is {correction.Found}; supported is 'size+grid'.");
        fft.Complete(InertFft);
        GridSolverNumerics result = new()
        {
            RelativeDivergence = Positive(mechanical, "eps_rel_div(P)", defaults.RelativeDivergence),
            AbsoluteDivergence_PaPerMetre = Positive(mechanical, "eps_abs_div(P)", defaults.AbsoluteDivergence_PaPerMetre),
            RelativeMeanStress = Positive(mechanical, "eps_rel_P", defaults.RelativeMeanStress),
            AbsoluteMeanStress_Pa = Positive(mechanical, "eps_abs_P", defaults.AbsoluteMeanStress_Pa),
            MinimumIterations = AtLeast(mechanical, "N_iter_min", defaults.MinimumIterations, 1),
            MaximumIterations = AtLeast(mechanical, "N_iter_max", defaults.MaximumIterations, 1),
            MaximumCutbacks = cutbacks,
            Derivative = derivative is null ? defaults.Derivative : ReadDerivative(derivative),
        };
        mechanical.Complete(InertMechanical);
        return result.MinimumIterations <= result.MaximumIterations
            ? result
            : throw mechanical.Error($"has N_iter_min {result.MinimumIterations} above N_iter_max {result.MaximumIterations}.");
    }

    private static MaterialPointNumerics ReadPoint(YamlMapping mechanical)
    {
        MaterialPointNumerics defaults = new();
        YamlMapping plastic = mechanical.MappingOrEmpty("plastic");
        MaterialPointNumerics result = new()
        {
            RelativeState = Positive(mechanical, "eps_rel_state", defaults.RelativeState),
            RelativePlasticVelocityGradient = Positive(plastic, "eps_rel_Lp", defaults.RelativePlasticVelocityGradient),
            AbsolutePlasticVelocityGradient_perSecond = Positive(plastic, "eps_abs_Lp", defaults.AbsolutePlasticVelocityGradient_perSecond),
        };
        if (plastic.Optional("integrator_state") is { } integrator && integrator.AsString() != "FPI")
            throw integrator.Error($"is {integrator.Found}; supported is the implicit update, 'FPI'.");
        mechanical.Complete(InertPoint);
        plastic.Complete(InertPlastic);
        return result;
    }

    private static SpectralDerivative ReadDerivative(YamlValue value)
    {
        string name = value.AsString();
        foreach ((string known, SpectralDerivative derivative) in Derivatives)
        {
            if (name == known)
                return derivative;
        }

        throw value.Error($"is {value.Found}; known are {string.Join(", ", Derivatives.Select(d => $"'{d.Name}'"))}.");
    }

    private static double Positive(YamlMapping map, string key, double otherwise)
    {
        if (map.Optional(key) is not { } value)
            return otherwise;
        double number = value.AsDouble();
        return number > 0.0 ? number : throw value.Error($"is {number}; it must be positive.");
    }

    private static int AtLeast(YamlMapping map, string key, int otherwise, int minimum)
    {
        if (map.Optional(key) is not { } value)
            return otherwise;
        int number = value.AsInt32();
        return number >= minimum ? number : throw value.Error($"is {number}; it must be at least {minimum}.");
    }
}
