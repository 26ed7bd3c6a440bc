using System.Text;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Mechanics.HostConventions;
using UmatSurrogate.Plugin;
using UmatSurrogate.Plugin.Hosts;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>
/// A block of points called as Abaqus/Explicit calls VUMAT, in managed code, in single or double precision. Outputs are filled with garbage
/// before every call. Point p starts as element FirstElement + p.
/// </summary>
internal sealed unsafe class VumatBlock(PluginRuntime runtime, int count, int stateVariableCount, bool single = false, int shear = 3)
{
    private readonly int _components = 3 + shear;

    public string MaterialName { get; set; } = "TEST";
    public int FirstElement { get; set; } = 1;
    public int IntegrationPoint { get; set; } = 1;
    public int Annealing { get; set; }
    public double StepTime_s { get; set; }
    public double Density_kgPerM3 { get; set; } = 2700.0;

    /// <summary>Committed and new values, point index fastest.</summary>
    public double[] Stress { get; set; } = new double[6 * count];
    public double[] State { get; set; } = new double[stateVariableCount * count];
    public double[] Internal { get; set; } = new double[count];
    public double[] Inelastic { get; set; } = new double[count];
    public double[] NewStress { get; private set; } = [];
    public double[] NewState { get; private set; } = [];
    public double[] NewInternal { get; private set; } = [];
    public double[] NewInelastic { get; private set; } = [];

    /// <summary>R^T sigma R of a point, Pa.</summary>
    public SymmetricTensor StressOf(int point) => AbaqusVumatConvention.ReadSymmetric(NewStress, point, count);

    public bool OutputsAreFinite => NewStress.Concat(NewState).Concat(NewInternal).Concat(NewInelastic).All(double.IsFinite);

    /// <summary>Evaluates; false after a fatal error.</summary>
    /// <param name="stretch">U of each point at the end of the increment.</param>
    /// <param name="dt_s">Increment.</param>
    /// <param name="strainIncrement">Strain increment of each point; null: zero.</param>
    public bool Evaluate(Func<int, SymmetricTensor> stretch, double dt_s = 0.5, Func<int, SymmetricTensor>? strainIncrement = null)
    {
        Reals u = new(6 * count, single), de = new(6 * count, single), density = new(count, single), time = new(2, single);
        double[] column = new double[6 * count];
        for (int p = 0; p < count; p++)
            AbaqusVumatConvention.WriteSymmetric(stretch(p), column, p, count);
        u.Set(column);
        for (int p = 0; p < count; p++)
            AbaqusVumatConvention.WriteSymmetric(strainIncrement?.Invoke(p) ?? SymmetricTensor.Zero, column, p, count);
        de.Set(column);
        density.Set([.. Enumerable.Repeat(Density_kgPerM3, count)]);
        time.Set([StepTime_s, dt_s]);
        Reals stressOld = new(6 * count, single), stateOld = new(State.Length, single), internalOld = new(count, single), inelasticOld = new(count, single);
        stressOld.Set(Stress);
        stateOld.Set(State);
        internalOld.Set(Internal);
        inelasticOld.Set(Inelastic);
        Reals stressNew = new(6 * count, single), stateNew = new(State.Length, single), internalNew = new(count, single), inelasticNew = new(count, single);
        foreach (Reals output in (Reals[])[stressNew, stateNew, internalNew, inelasticNew])
            output.Set([.. Enumerable.Repeat(double.NaN, output.Length)]);
        int[] block = [count, IntegrationPoint, 1, 1, .. Enumerable.Range(FirstElement, count)];
        byte[] name = Encoding.ASCII.GetBytes(MaterialName.PadRight(80));
        (int direct, int shears, int states, int annealing) = (3, shear, stateVariableCount, Annealing);
        bool good;
        fixed (int* b = block)
        fixed (byte* cmname = name)
        {
            good = VumatCall.Update(runtime, new VumatArguments
            {
                SinglePrecision = single ? 1 : 0,
                Block = b,
                DirectComponents = &direct,
                ShearComponents = &shears,
                StateVariableCount = &states,
                Annealing = &annealing,
                StepTime = time.At(0),
                TimeIncrement = time.At(1),
                MaterialName = cmname,
                Density = density.At(0),
                StrainIncrement = de.At(0),
                StressOld = stressOld.At(0),
                StateOld = stateOld.At(0),
                InternalEnergyOld = internalOld.At(0),
                InelasticEnergyOld = inelasticOld.At(0),
                StretchNew = u.At(0),
                StressNew = stressNew.At(0),
                StateNew = stateNew.At(0),
                InternalEnergyNew = internalNew.At(0),
                InelasticEnergyNew = inelasticNew.At(0),
            });
        }
        NewStress = stressNew.ToArray();
        NewStress.AsSpan(_components * count).Clear(); // columns that plane strain does not have
        (NewState, NewInternal, NewInelastic) = (stateNew.ToArray(), internalNew.ToArray(), inelasticNew.ToArray());
        return good;
    }

    /// <summary>Takes the last evaluation over and lets the time pass.</summary>
    public void Commit(double dt_s = 0.5)
    {
        (Stress, State, Internal, Inelastic) = (NewStress, NewState, NewInternal, NewInelastic);
        StepTime_s += dt_s;
    }

    /// <summary>An increment of the analysis: the step time is that of its end.</summary>
    public void Advance(Func<int, SymmetricTensor> stretch, double dt_s = 0.5, Func<int, SymmetricTensor>? strainIncrement = null)
    {
        StepTime_s += dt_s;
        Assert.True(Evaluate(stretch, dt_s, strainIncrement));
        StepTime_s -= dt_s;
        Commit(dt_s);
    }

    /// <summary>Pinned numbers of one precision, of exactly this length.</summary>
    private sealed class Reals(int length, bool single)
    {
        private readonly float[] _floats = GC.AllocateArray<float>(single ? length : 0, pinned: true);
        private readonly double[] _doubles = GC.AllocateArray<double>(single ? 0 : length, pinned: true);

        public int Length => length;

        public void Set(double[] values)
        {
            for (int i = 0; i < length; i++)
            {
                if (single)
                    _floats[i] = (float)values[i];
                else
                    _doubles[i] = values[i];
            }
        }

        public double[] ToArray() => single ? Array.ConvertAll(_floats, x => (double)x) : [.. _doubles];

        public void* At(int index) => single
            ? (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _floats[index])
            : (double*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _doubles[index]);
    }
}
