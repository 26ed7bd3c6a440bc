using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Materials;

/// <summary>Memory for the evaluation of a block of points; used by one call at a time, grows with the largest block.</summary>
internal sealed class BlockWorkspace(SurrogateEnsemble ensemble, int stateVariableCount)
{
    /// <summary>The batch: points of the block that can be evaluated.</summary>
    public EnsembleBlock Batch { get; } = new(ensemble);

    /// <summary>Point of the block behind each point of the batch.</summary>
    public int[] Point { get; private set; } = [];

    /// <summary>Grains of each point of the batch.</summary>
    public PointMicrostructure[] Microstructure { get; private set; } = [];

    /// <summary>State variables, point by point.</summary>
    public double[] StateVariables { get; private set; } = [];

    /// <summary>Six columns (11, 22, 33, 12, 23, 31) as the host has them, point fastest: strain increment.</summary>
    public double[] StrainIncrement { get; private set; } = [];

    /// <summary>Stress at the start, Pa.</summary>
    public double[] StressOld { get; private set; } = [];

    /// <summary>U at the end.</summary>
    public double[] Stretch { get; private set; } = [];

    /// <summary>Stress at the end, Pa.</summary>
    public double[] StressNew { get; private set; } = [];

    /// <summary>State variables that are kept per point.</summary>
    public int StateVariableCount => stateVariableCount;

    /// <summary>Makes room for a block.</summary>
    public void Prepare(int count)
    {
        if (Point.Length >= count)
            return;
        Point = new int[count];
        Microstructure = new PointMicrostructure[count];
        StateVariables = new double[count * stateVariableCount];
        (StrainIncrement, StressOld, Stretch, StressNew) = (new double[6 * count], new double[6 * count], new double[6 * count], new double[6 * count]);
        Batch.Reserve(count);
    }
}
