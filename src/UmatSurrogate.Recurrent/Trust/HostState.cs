namespace UmatSurrogate.Recurrent;

/// <summary>
/// Layout of the state variables of a point in a finite-element host (STATEV), S the state size of the model that drives:
/// <code>
/// 0 .. S-1   state of the model (<see cref="PointState"/>)
/// S          token: proves to which models and grains the state belongs
/// S+1        out-of-distribution score of the last increment (<see cref="TrustScore"/>)   }
/// S+2        its measures, sum of the bits of <see cref="TrustMeasures"/>                 }  only if the host gives room for them:
/// S+3        spread of the ensemble, Pa                                                    }  always with an ensemble
/// S+4        largest score so far                                                         }
/// S+5        all measures so far                                                          }
/// S+6 ..     states of the other members of an ensemble, one behind the other
/// </code>
/// A host that counts from 1 calls the score SDV(S+2). A score that is infinite is stored as <see cref="LargestScore"/>,
/// a spread that is not known (a member could not follow) as <see cref="LargestSpread_Pa"/>.
/// </summary>
public static class HostState
{
    /// <summary>Number of trust variables.</summary>
    public const int TrustCount = 5;

    /// <summary>The largest score that is stored: hosts and their plots do not like infinities.</summary>
    public const double LargestScore = 1e6;

    /// <summary>The largest spread that is stored, Pa.</summary>
    public const double LargestSpread_Pa = 1e12;

    /// <summary>Offset of the token.</summary>
    public static int TokenOffset(SurrogateModel first)
    {
        ArgumentNullException.ThrowIfNull(first);
        return first.StateSize;
    }

    /// <summary>Offset of the trust variables.</summary>
    public static int TrustOffset(SurrogateModel first) => TokenOffset(first) + 1;

    /// <summary>State variables that are needed: with an ensemble those with trust, else state and token alone.</summary>
    public static int Count(IReadOnlyList<SurrogateModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return models.Count > 1 ? CountWithTrust(models) : models[0].HostStateVariableCount;
    }

    /// <summary>State variables with trust.</summary>
    public static int CountWithTrust(IReadOnlyList<SurrogateModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return models[0].HostStateVariableCount + TrustCount + models.Skip(1).Sum(m => m.StateSize);
    }

    /// <summary>The score that stands in the five trust variables.</summary>
    public static TrustScore ReadTrust(ReadOnlySpan<double> variables) => new(variables[0], (TrustMeasures)(int)variables[1]);

    /// <summary>Writes the trust of an increment on top of that of the ones before.</summary>
    /// <param name="score">Score of this increment.</param>
    /// <param name="spread_Pa">Spread of the ensemble, Pa; NaN: not known.</param>
    /// <param name="variables">The five trust variables, at the start of the increment on entry.</param>
    public static void WriteTrust(in TrustScore score, double spread_Pa, Span<double> variables)
    {
        TrustScore before = new(double.IsFinite(variables[3]) ? variables[3] : 0.0, (TrustMeasures)(int)variables[4]);
        TrustScore worst = score.Worst(before);
        variables[0] = Math.Min(score.Value, LargestScore);
        variables[1] = (int)score.Flags;
        variables[2] = spread_Pa <= LargestSpread_Pa ? spread_Pa : LargestSpread_Pa;
        variables[3] = Math.Min(worst.Value, LargestScore);
        variables[4] = (int)worst.Flags;
    }
}
