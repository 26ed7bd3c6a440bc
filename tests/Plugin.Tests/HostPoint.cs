using System.Text;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plugin;
using UmatSurrogate.Plugin.Hosts;
using UmatSurrogate.Plugin.Replay;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>
/// One material point called as CalculiX calls it, in managed code (the C twin is tests/native/c/host.c). Outputs are filled
/// with garbage before every call.
/// </summary>
internal sealed unsafe class HostPoint(PluginRuntime runtime, int stateVariableCount)
{
    public string MaterialName { get; set; } = "@ABAQUSNL_UMATSURROGATE@TEST";
    public int Element { get; set; } = 1;
    public int Point { get; set; } = 1;
    public double[] Strain { get; } = new double[6];
    public double[] Stress { get; set; } = new double[6];
    public double[] State { get; set; } = new double[stateVariableCount];
    public double[] Tangent { get; set; } = new double[36];
    public double[] DeformationGradient { get; set; } = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    public double TimeStepFactor { get; set; }
    public double Time_s { get; set; }
    public int Increment { get; private set; }

    /// <summary>State and stress at the end of the increment, as the last evaluation left them.</summary>
    public double[] NewState { get; private set; } = [];
    public double[] NewStress { get; private set; } = [];

    /// <summary>Evaluates from the committed state; increment number and PNEWDT as CalculiX gives them unless said otherwise.</summary>
    public void Evaluate(ReadOnlySpan<double> strainIncrement, double dt_s = 0.5, int? increment = null, double timeStepFactor = -1.0)
    {
        (NewState, NewStress) = ([.. State], [.. Stress]);
        Array.Fill(Tangent, double.NaN);
        double factor = timeStepFactor;
        WithArguments(strainIncrement, dt_s, increment ?? Increment + 1, &factor, a => UmatCall.Update(runtime, a));
        TimeStepFactor = factor;
    }

    /// <summary>The replay file of a call from the committed state.</summary>
    public byte[] ReplayJson(ReadOnlySpan<double> strainIncrement, PointStatus status)
    {
        (NewState, NewStress) = ([.. State], [.. Stress]);
        (byte[] json, double factor) = ([], -1.0);
        WithArguments(strainIncrement, 0.5, Increment + 1, &factor, a => json = ReplayFile.ToJson(MaterialName, status, a));
        return json;
    }

    private void WithArguments(ReadOnlySpan<double> strainIncrement, double dt_s, int kinc, double* factor, Action<UmatArguments> call)
    {
        byte[] name = Encoding.ASCII.GetBytes(MaterialName.PadRight(80));
        double[] time = [Time_s, Time_s];
        (int direct, int shear, int components, int count, int element, int point) = (3, 3, 6, NewState.Length, Element, Point);
        fixed (double* stress = NewStress, state = NewState, tangent = Tangent, strain = Strain, dstrain = strainIncrement, t = time, f = DeformationGradient)
        fixed (byte* cmname = name)
        {
            call(new()
            {
                Stress = stress,
                StateVariables = state,
                TangentModuli = tangent,
                Strain = strain,
                StrainIncrement = dstrain,
                Time = t,
                TimeIncrement = &dt_s,
                MaterialName = cmname,
                DirectComponents = &direct,
                ShearComponents = &shear,
                StressComponents = &components,
                StateVariableCount = &count,
                TimeStepFactor = factor,
                DeformationGradientEnd = f,
                Element = &element,
                IntegrationPoint = &point,
                Increment = &kinc,
            });
        }
    }

    /// <summary>Evaluates and takes the result over, as a converged increment does.</summary>
    public void Advance(ReadOnlySpan<double> strainIncrement, double dt_s = 0.5)
    {
        Evaluate(strainIncrement, dt_s);
        Commit(strainIncrement, dt_s);
    }

    /// <summary>Takes over the last evaluation.</summary>
    public void Commit(ReadOnlySpan<double> strainIncrement, double dt_s = 0.5)
    {
        (State, Stress) = (NewState, NewStress);
        for (int i = 0; i < 6; i++)
            Strain[i] += strainIncrement[i];
        Time_s += dt_s;
        Increment++;
    }

    public bool OutputsAreFinite => Tangent.Concat(NewStress).Concat(NewState).All(double.IsFinite);
}
