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
    public int PlanLength => TaskPlan.Products(this) + 2 * Products;

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

    /// <summary>
    /// Vectors that are written: an intermediate sum of the first terms, the unknown x, the step r of the fixed point. x is the intermediate sum times
    /// <see cref="Carry"/> plus the other terms.
    /// </summary>
    public const int Intermediate = 2, Unknown = 3, Step = 4;

    /// <summary>Numbers of terms of the intermediate sum (0: there is none), and of all.</summary>
    public const int IntermediateTerms = 5, AllTerms = 6;

    /// <summary>
    /// The iterate x' and step r' before, and the vectors that receive r - r' and (x - x') + (r - r'); all -1 if there was none.
    /// </summary>
    public const int UnknownBefore = 7, StepBefore = 8, StepChange = 9, ImageChange = 10;

    /// <summary>The vectors of the terms; behind them two vectors for each scalar product, -1 for none.</summary>
    public const int FirstTerm = 11;

    /// <summary>
    /// Places of the doubles: mean F (9, row-major); time of the increment [s]; that time over the time of the increment before for the first evaluation of
    /// an increment (0 if there is none), -1 for the others; factor of the intermediate sum; coefficients of the terms.
    /// </summary>
    public const int MeanF = 0, Time = 9, TimeRatio = 10, Carry = 11, FirstCoefficient = 12;

    /// <summary>Place of the first scalar product.</summary>
    public static int Products(BatchLimits limits) => FirstTerm + limits.Terms;
}
