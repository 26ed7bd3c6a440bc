using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>Runs prescribed paths through the production evaluator, many at once.</summary>
public static class SurrogatePaths
{
    private const int BatchSize = 64;

    /// <summary>Cauchy stress (Pa, spatial frame) along paths, from the fresh state; entry [i][k] belongs to point k of path i, [i][0] is zero.</summary>
    /// <param name="evaluator">The evaluator.</param>
    /// <param name="microstructures">One microstructure per path.</param>
    /// <param name="paths">The paths, of any lengths.</param>
    /// <param name="done">Called with the number of finished paths after each batch.</param>
    /// <exception cref="InputException">The model refuses a step of a path.</exception>
    public static SymmetricTensor[][] CauchyStress_Pa(
        SurrogateEvaluator evaluator, IReadOnlyList<MicrostructureContext> microstructures, IReadOnlyList<LoadPath> paths,
        Action<int>? done = null)
    {
        LoadResponse[] responses = Follow(evaluator, microstructures, paths, done);
        int failed = Array.FindIndex(responses, r => r.Failure is not null);
        return failed < 0 ? Array.ConvertAll(responses, r => r.CauchyStress_Pa) : throw new InputException(
            $"The surrogate cannot follow path {failed} at increment {responses[failed].Increments + 1}: {responses[failed].Failure}. Its trained range is shown by 'info'.");
    }

    /// <summary>The same as responses: one whose increment the model refuses ends before it and says so.</summary>
    public static LoadResponse[] Follow(
        SurrogateEvaluator evaluator, IReadOnlyList<MicrostructureContext> microstructures, IReadOnlyList<LoadPath> paths,
        Action<int>? done = null)
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(microstructures);
        ArgumentNullException.ThrowIfNull(paths);
        LoadResponse[] result = new LoadResponse[paths.Count];
        int finished = 0;
        int[][] batches = [.. Enumerable.Range(0, paths.Count).GroupBy(i => paths[i].Times_s.Length).SelectMany(g => g.Chunk(BatchSize))];
        Parallel.ForEach(batches, members =>
        {
            RunBatch(evaluator, members, microstructures, paths, result);
            done?.Invoke(Interlocked.Add(ref finished, members.Length));
        });
        return result;
    }

    private static void RunBatch(
        SurrogateEvaluator evaluator, int[] members, IReadOnlyList<MicrostructureContext> microstructures,
        IReadOnlyList<LoadPath> paths, LoadResponse[] result)
    {
        int n = members.Length;
        int stateSize = evaluator.Model.StateSize;
        MicrostructureContext[] contexts = Array.ConvertAll(members, m => microstructures[m]);
        double[] state0 = new double[n * stateSize];
        double[] state1 = new double[n * stateSize];
        double[] stretch = new double[6 * n];
        double[] dt_s = new double[n];
        double[] stress_Pa = new double[6 * n];
        Tensor3x3[] rotation = new Tensor3x3[n];
        PointStatus[] status = new PointStatus[n];
        EvaluatorWorkspace workspace = evaluator.CreateWorkspace();
        int points = paths[members[0]].Times_s.Length;
        SymmetricTensor[][] stresses_Pa = new SymmetricTensor[n][];
        for (int i = 0; i < n; i++)
        {
            contexts[i].InitialState(state0.AsSpan(i * stateSize, stateSize));
            stresses_Pa[i] = new SymmetricTensor[points];
        }

        for (int k = 1; k < points; k++)
        {
            for (int i = 0; i < n; i++)
            {
                LoadPath path = paths[members[i]];
                if (PolarDecomposition.Right(path.DeformationGradients[k], out rotation[i], out SymmetricTensor U) is not PointStatus.Ok and var polar)
                    End(i, k, polar);
                else
                    U.ToSpan(stretch.AsSpan(6 * i, 6));
                dt_s[i] = path.Times_s[k] - path.Times_s[k - 1];
            }

            evaluator.Evaluate(contexts, stretch, dt_s, state0, state1, stress_Pa, [], status, workspace);
            for (int i = 0; i < n; i++)
            {
                if (status[i] == PointStatus.Ok)
                    stresses_Pa[i][k] = StressMeasures.CauchyFromRotated(SymmetricTensor.FromSpan(stress_Pa.AsSpan(6 * i, 6)), rotation[i]);
                else
                    End(i, k, status[i]);
            }

            (state0, state1) = (state1, state0);
        }

        for (int i = 0; i < n; i++)
            result[members[i]] ??= new(paths[members[i]].DeformationGradients, stresses_Pa[i], null);

        // The point stays in its batch, where what it does matters no more.
        void End(int i, int k, PointStatus why) =>
            result[members[i]] ??= new(paths[members[i]].DeformationGradients[..k], stresses_Pa[i][..k], why.ToString());
    }
}
