using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// A sample file being made: keeps every finished sample in the journal, and writes the file when its last sample is there. For
/// many threads at once.
/// </summary>
internal sealed class SampleFileInProgress : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly string _writer;
    private readonly DataFileHeader _header;
    private readonly string _failureFile;
    private SimulatedSample?[] _samples; // none once the file is written
    private SampleJournal? _journal;
    private int _missing;

    /// <summary>Takes what the journals of earlier processes hold.</summary>
    public SampleFileInProgress(DatasetManifest manifest, string directory, string writer, int file)
    {
        _writer = writer;
        _file = Path.Combine(directory, DatasetManifest.SampleFileName(file));
        _failureFile = Path.Combine(directory, DatasetManifest.FailureFileName(file));
        _header = manifest.SampleHeader(file);
        _samples = new SimulatedSample?[_header.Count];
        foreach (SimulatedSample sample in SampleJournal.ReadAll(_file, _header))
            _samples[sample.Sample - _header.First] = sample;
        _missing = _samples.Count(s => s is null);
    }

    /// <summary>Samples from the journals of earlier processes.</summary>
    public IEnumerable<SimulatedSample> Found => _samples.OfType<SimulatedSample>();

    /// <summary>Samples still to be simulated.</summary>
    public IEnumerable<int> Missing => Enumerable.Range(0, _samples.Length).Where(k => _samples[k] is null).Select(k => (int)_header.First + k);

    /// <summary>Adds a finished sample.</summary>
    public void Add(SimulatedSample sample)
    {
        lock (_lock)
        {
            _journal ??= SampleJournal.Open(_file, _writer, _header);
            _journal.Add(sample);
            _samples[sample.Sample - _header.First] = sample;
            if (--_missing == 0)
                Complete();
        }
    }

    /// <summary>Writes the file if all samples are there.</summary>
    public void CompleteIfFull()
    {
        lock (_lock)
        {
            if (_missing == 0)
                Complete();
        }
    }

    public void Dispose() => _journal?.Dispose();

    private void Complete()
    {
        FailureRecord[] failures = [.. _samples.Select(s => s!.Failure).OfType<FailureRecord>()];
        if (failures.Length > 0)
            DataFile.WriteText(_failureFile, _writer, FailureRecord.Write(failures));
        else
            File.Delete(_failureFile);
        DataFile.Write(_file, _writer, _header, (k, bytes) => _samples[k]!.Record.CopyTo(bytes));
        _journal?.Dispose();
        _journal = null;
        File.Delete(SampleJournal.NameOf(_file, _writer));
        _samples = [];
    }
}
