using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Gpu;

/// <summary>A term of a linear combination: coefficient times vector.</summary>
internal readonly record struct Term(int Vector, double Coefficient);

/// <summary>The scalar product (A - B).(C - D) of vectors; -1 stands for the zero vector in B and D.</summary>
internal readonly record struct Product(int A, int B, int C, int D)
{
    /// <summary>The plain product of two vectors.</summary>
    public Product(int a, int c) : this(a, -1, c, -1)
    {
    }
}

/// <summary>One evaluation of one volume element of a <see cref="FieldBatch"/>: what is asked for, and the answer.</summary>
internal sealed class FieldTask(BatchLimits limits, int voxels)
{
    /// <summary>Number of voxels.</summary>
    public int Voxels => voxels;

    /// <summary>No evaluation is wanted, only the linear combination and the scalar products.</summary>
    public bool OnlyVectors { get; set; }

    /// <summary>The volume element, and which of its two sides is committed (0 or 1).</summary>
    public int Slot { get; set; }

    /// <inheritdoc cref="Slot"/>
    public int Side { get; set; }

    /// <summary>Vectors that receive the unknown and the step of the fixed point.</summary>
    public int Unknown { get; set; }

    /// <inheritdoc cref="Unknown"/>
    public int Step { get; set; }

    /// <summary>The linear combination that is the unknown.</summary>
    public List<Term> Terms { get; } = new(limits.Terms);

    /// <summary>Vectors of the iterate before, and vectors that receive the changes of step and image; see <see cref="TaskPlan.UnknownBefore"/>.</summary>
    public (int Unknown, int Step, int StepChange, int ImageChange) Before { get; set; } = None;

    /// <summary>No iterate before.</summary>
    public static (int Unknown, int Step, int StepChange, int ImageChange) None => (-1, -1, -1, -1);

    /// <summary>Scalar products wanted after the evaluation.</summary>
    public List<Product> Products { get; } = new(limits.Products);

    /// <summary>Mean F at the end of the increment.</summary>
    public Tensor3x3 MeanF { get; set; }

    /// <summary>Time of the increment [s], and its ratio as in <see cref="TaskPlan.TimeRatio"/>.</summary>
    public double Time_s { get; set; }

    /// <inheritdoc cref="Time_s"/>
    public double TimeRatio { get; set; }

    /// <summary>Answer: Ok, or the status of the failed voxel with the smallest index; then nothing else is valid.</summary>
    public PointStatus Status { get; private set; }

    /// <summary>Answer: that voxel.</summary>
    public int FailedVoxel { get; private set; }

    /// <summary>Answer: mean P [Pa].</summary>
    public Tensor3x3 MeanP_Pa { get; private set; }

    /// <summary>Answer: the squares of RMS(div P) h [Pa^2], and of N times RMS(P n) [Pa^2].</summary>
    public double DivergenceSquare { get; private set; }

    /// <inheritdoc cref="DivergenceSquare"/>
    public double TractionSquare { get; private set; }

    /// <summary>Answer: the scalar products.</summary>
    public double[] Values { get; } = new double[limits.Products];

    /// <summary>Back to no terms, no products, no iterate before.</summary>
    public void Clear()
    {
        Terms.Clear();
        Products.Clear();
        Before = None;
    }

    /// <summary>Writes the question for the kernels.</summary>
    public void Write(BatchLimits limits, Span<int> plan, Span<double> numbers)
    {
        (plan[TaskPlan.Slot], plan[TaskPlan.Side]) = (Slot, Side);
        (plan[TaskPlan.Unknown], plan[TaskPlan.Step], plan[TaskPlan.TermCount]) = (Unknown, Step, Terms.Count);
        (plan[TaskPlan.UnknownBefore], plan[TaskPlan.StepBefore]) = (Before.Unknown, Before.Step);
        (plan[TaskPlan.StepChange], plan[TaskPlan.ImageChange]) = (Before.StepChange, Before.ImageChange);
        for (int t = 0; t < Terms.Count; t++)
            (plan[TaskPlan.FirstTerm + t], numbers[TaskPlan.FirstCoefficient + t]) = (Terms[t].Vector, Terms[t].Coefficient);
        Span<int> products = plan[TaskPlan.Products(limits)..];
        products.Fill(-1);
        for (int q = 0; q < Products.Count; q++)
            (products[4 * q], products[4 * q + 1], products[4 * q + 2], products[4 * q + 3]) = (Products[q].A, Products[q].B, Products[q].C, Products[q].D);
        MeanF.ToRowMajor(numbers[TaskPlan.MeanF..(TaskPlan.MeanF + 9)]);
        (numbers[TaskPlan.Time], numbers[TaskPlan.TimeRatio]) = (Time_s, TimeRatio);
    }

    /// <summary>Reads the scalar products.</summary>
    public void Read(ReadOnlySpan<double> products) => products.CopyTo(Values);

    /// <summary>Reads the answer of an evaluation.</summary>
    public void Read(int failure, ReadOnlySpan<double> mean, ReadOnlySpan<double> sums, ReadOnlySpan<double> products)
    {
        (Status, FailedVoxel) = failure == CrystalFieldKernel.NoFailure ? (PointStatus.Ok, -1) : ((PointStatus)(failure & 7), failure >> 3);
        MeanP_Pa = Tensor3x3.FromRowMajor(mean);
        (DivergenceSquare, TractionSquare) = (sums[0], sums[1]);
        Read(products);
    }
}
