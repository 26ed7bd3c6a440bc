namespace UmatSurrogate.Spectral;

/// <summary>Finds the fixed point of an <see cref="EquilibriumProblem"/>.</summary>
internal abstract unsafe class NonlinearSolver
{
    private readonly StagnationMonitor _monitor = new();

    /// <summary>After convergence: the iterate that would have come next. Closer to the solution than the accepted one, it is what the next increment starts from.</summary>
    public abstract AlignedVector Improved { get; }

    /// <summary>Iterations of the last increment.</summary>
    public int Iterations { get; protected set; }

    /// <summary>Solves from <paramref name="start"/>, which is overwritten.</summary>
    public abstract IncrementStatus Solve(EquilibriumProblem problem, AlignedVector start);

    /// <summary>Forgets what was learnt in earlier increments.</summary>
    public abstract void Clear();

    /// <summary>Writes what the next increment depends on.</summary>
    public abstract void Write(BinaryWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public abstract void Read(BinaryReader reader);

    protected void BeginMonitoring() => _monitor.Reset();

    /// <summary>Whether the error of the trials has stopped falling.</summary>
    protected bool Stagnates(double excess) => _monitor.Stagnates(excess);
}
