namespace UmatSurrogate.Gpu;

/// <summary>Sizes of a batch that kernels need. Passed by value.</summary>
internal readonly struct BatchLimits
{
    /// <param name="vectors">Vectors of each volume element.</param>
    /// <param name="terms">Largest number of terms of a linear combination.</param>
    /// <param name="products">Largest number of scalar products of one evaluation.</param>
    public BatchLimits(int vectors, int terms, int products) => (Vectors, Terms, Products) = (vectors, terms, products);

    public int Vectors { get; }

    public int Terms { get; }

    public int Products { get; }

    /// <summary>Integers of a task; see <see cref="TaskPlan"/>.</summary>
    public int PlanLength => TaskPlan.Products(this) + 4 * Products;

    /// <summary>Doubles of a task; see <see cref="TaskPlan"/>.</summary>
    public int NumberLength => TaskPlan.FirstCoefficient + Terms;
}

/// <summary>
/// Where the entries of a task are. A task is one evaluation of one volume element: which linear combination of its vectors is the unknown to be
/// evaluated, from which state, and which scalar products are wanted. The host writes the tasks of a batch, the kernels read them.
/// </summary>
internal static class TaskPlan
{
    /// <summary>Volume element; its committed side (0 or 1).</summary>
    public const int Slot = 0, Side = 1;

    /// <summary>Vectors that are written: the unknown x, which is the sum of the terms, and the step r of the fixed point; number of terms.</summary>
    public const int Unknown = 2, Step = 3, TermCount = 4;

    /// <summary>
    /// The iterate x' and step r' before, and the vectors that receive r - r' and (x - x') + (r - r'); all -1 if there was none.
    /// </summary>
    public const int UnknownBefore = 5, StepBefore = 6, StepChange = 7, ImageChange = 8;

    /// <summary>The vectors of the terms; behind them four vectors a, b, c, d for each scalar product (a - b).(c - d), -1 for zero vectors.</summary>
    public const int FirstTerm = 9;

    /// <summary>
    /// Places of the doubles: mean F (9, row-major); time of the increment [s]; that time over the time of the increment before for the first evaluation of
    /// an increment (0 if there is none), -1 for the others; coefficients of the terms.
    /// </summary>
    public const int MeanF = 0, Time = 9, TimeRatio = 10, FirstCoefficient = 11;

    /// <summary>Place of the first scalar product.</summary>
    public static int Products(BatchLimits limits) => FirstTerm + limits.Terms;
}
