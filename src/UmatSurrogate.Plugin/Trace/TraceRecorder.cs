using System.Globalization;
using System.Text;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plugin.Configuration;
using UmatSurrogate.Plugin.Hosts;
using UmatSurrogate.Plugin.Messages;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Trace;

/// <summary>
/// Writes the history of chosen points as CSV. Hosts evaluate a point several times per increment and may repeat an increment
/// with a smaller step; only the last evaluation counts. So the latest one is held back and written when the point is called
/// with a later start time. When the process ends the held values are written with <c>committed</c> 0: the last increment if
/// the analysis ended well, else the last try.
/// Rows of different points may come in any order. Thread-safe. A trace that cannot be written (full disk) ends with a message,
/// the analysis goes on.
/// </summary>
internal sealed class TraceRecorder : IDisposable
{
    private readonly TraceSelection _selection;
    private readonly StreamWriter _file;
    private readonly Lock _writing = new();
    private bool _firstIncrementCompleted;
    private volatile bool _ended;

    private TraceRecorder(TraceOptions options, TraceSelection selection, int stateSize)
    {
        _selection = selection;
        _file = new StreamWriter(new FileStream(options.File, FileMode.Create, FileAccess.Write, FileShare.Read), new UTF8Encoding(false));
        _file.Write("element,point,increment,committed,time_s,dt_s,F11,F12,F13,F21,F22,F23,F31,F32,F33,U11,U22,U33,U12,U13,U23,");
        _file.Write("rotated_sigma11_Pa,rotated_sigma22_Pa,rotated_sigma33_Pa,rotated_sigma12_Pa,rotated_sigma13_Pa,rotated_sigma23_Pa,trust_score,trust_measures,spread_Pa");
        for (int i = 1; options.WithState && i <= stateSize; i++)
            _file.Write(string.Create(CultureInfo.InvariantCulture, $",statev{i}"));
        _file.Write('\n');
        _file.Flush();
    }

    /// <summary>Opens the file, replacing one that is there.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static TraceRecorder Create(TraceOptions options, int stateSize)
    {
        try
        {
            return new(options, TraceSelection.Create(options, stateSize), stateSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The trace file '{options.File}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Notes one valid evaluation, if its point is traced.</summary>
    public unsafe void Record(
        in UmatArguments a, in SymmetricTensor stretch, in SymmetricTensor rotatedCauchy_Pa, ReadOnlySpan<double> state, in TrustScore score, double spread_Pa)
    {
        if (_ended || a.Time == null || a.DeformationGradientEnd == null
            || _selection.Find(*a.Element, *a.IntegrationPoint) is not TraceSlot slot)
        {
            return;
        }
        lock (slot)
        {
            double start_s = a.Time[1];
            if (slot.Filled && start_s >= slot.StartTime_s + 0.5 * slot.TimeIncrement_s)
                Write(slot, committed: true);
            slot.Filled = true;
            slot.Increment = *a.Increment;
            slot.StartTime_s = start_s;
            slot.TimeIncrement_s = *a.TimeIncrement;
            slot.DeformationGradient = Tensor3x3.FromColumnMajor(new ReadOnlySpan<double>(a.DeformationGradientEnd, 9));
            slot.Stretch = stretch;
            slot.RotatedCauchyStress_Pa = rotatedCauchy_Pa;
            (slot.Score, slot.Spread_Pa) = (score, spread_Pa);
            state[..Math.Min(state.Length, slot.State.Length)].CopyTo(slot.State); // materials differ in their number of state variables
        }
    }

    /// <summary>Writes what is held and closes the file; when the process ends.</summary>
    public void Dispose()
    {
        foreach (TraceSlot slot in _selection.Slots.OrderBy(s => s.Element).ThenBy(s => s.Point))
        {
            // Another thread may still be inside a call when the host leaves: do not wait for it for ever.
            if (!Monitor.TryEnter(slot, millisecondsTimeout: 1000))
                continue;
            try
            {
                if (slot.Filled)
                    Write(slot, committed: false);
            }
            finally
            {
                Monitor.Exit(slot);
            }
        }
        lock (_writing)
        {
            if (!_ended)
                End(null);
        }
    }

    /// <summary>Closes the file, under the lock; with a message if the reason is an error.</summary>
    private void End(Exception? error)
    {
        _ended = true;
        try
        {
            _file.Dispose();
        }
        catch (IOException e)
        {
            error ??= e; // what the writer still held cannot be written either
        }
        if (error is not null)
            FailureLog.Fatal("trace", $"the trace ends here, because its file cannot be written ({error.Message}); the analysis goes on.");
    }

    private void Write(TraceSlot slot, bool committed)
    {
        slot.Filled = false;
        StringBuilder row = new();
        row.Append(CultureInfo.InvariantCulture, $"{slot.Element},{slot.Point},{slot.Increment},{(committed ? 1 : 0)}");
        Append(row, slot.StartTime_s + slot.TimeIncrement_s);
        Append(row, slot.TimeIncrement_s);
        Tensor3x3 F = slot.DeformationGradient;
        for (int i = 0; i < 9; i++)
            Append(row, F[i / 3, i % 3]);
        AppendTensor(row, slot.Stretch);
        AppendTensor(row, slot.RotatedCauchyStress_Pa);
        Append(row, slot.Score.Value);
        Append(row, (int)slot.Score.Flags);
        Append(row, slot.Spread_Pa);
        foreach (double value in slot.State)
            Append(row, value);
        row.Append('\n');
        lock (_writing)
        {
            if (committed && !_firstIncrementCompleted)
            {
                _firstIncrementCompleted = true;
                _selection.FirstIncrementCompleted();
            }
            if (_ended)
                return;
            try
            {
                _file.Write(row);
                _file.Flush();
            }
            catch (IOException e)
            {
                End(e);
            }
        }
    }

    private static void AppendTensor(StringBuilder row, in SymmetricTensor a)
    {
        Append(row, a.S11);
        Append(row, a.S22);
        Append(row, a.S33);
        Append(row, a.S12);
        Append(row, a.S13);
        Append(row, a.S23);
    }

    private static void Append(StringBuilder row, double value) => row.Append(',').Append(value.ToString("R", CultureInfo.InvariantCulture));
}
