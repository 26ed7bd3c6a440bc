namespace UmatSurrogate.Data;

/// <summary>
/// Binary range coder (Martin 1979; carry as in Schindler 1998): writes yes/no decisions, each in -log2 p bits, p the probability that a
/// model gave it. Probabilities are 16-bit numbers; the arithmetic is whole numbers only, the same on every machine.
/// </summary>
internal sealed class RangeEncoder
{
    private const uint Top = 1u << 24;

    private readonly List<byte> _bytes = [];
    private ulong _low;
    private uint _range = uint.MaxValue;
    private byte _pending;
    private long _pendingCount = 1;

    /// <summary>Writes a decision.</summary>
    /// <param name="bit">0 or 1.</param>
    /// <param name="probabilityOfZero">In units of 2^-16, 1 .. 65535.</param>
    public void Encode(int bit, uint probabilityOfZero)
    {
        uint bound = (_range >> 16) * probabilityOfZero;
        if (bit == 0)
        {
            _range = bound;
        }
        else
        {
            _low += bound;
            _range -= bound;
        }
        while (_range < Top)
        {
            _range <<= 8;
            Shift();
        }
    }

    /// <summary>Ends the stream and returns its bytes.</summary>
    public byte[] Finish()
    {
        for (int k = 0; k < 5; k++)
            Shift();
        return [.. _bytes];
    }

    private void Shift()
    {
        if (_low < 0xFF000000UL || _low > uint.MaxValue)
        {
            byte carry = (byte)(_low >> 32);
            for (byte next = _pending; _pendingCount > 0; _pendingCount--, next = 0xFF)
                _bytes.Add((byte)(next + carry));
            _pending = (byte)(_low >> 24);
        }
        _pendingCount++;
        _low = (_low & 0x00FFFFFF) << 8;
    }
}

/// <summary>Reads what <see cref="RangeEncoder"/> wrote, given the same probabilities.</summary>
internal ref struct RangeDecoder
{
    private const uint Top = 1u << 24;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private uint _range;
    private uint _code;

    public RangeDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _position = 1;
        _range = uint.MaxValue;
        _code = 0;
        for (int k = 0; k < 4; k++)
            _code = (_code << 8) | Next();
    }

    /// <summary>The next decision; after the end of the bytes the result means nothing, and the checksum of the data tells so.</summary>
    public int Decode(uint probabilityOfZero)
    {
        uint bound = (_range >> 16) * probabilityOfZero;
        int bit = _code < bound ? 0 : 1;
        if (bit == 0)
        {
            _range = bound;
        }
        else
        {
            _code -= bound;
            _range -= bound;
        }
        while (_range < Top)
        {
            _range <<= 8;
            _code = (_code << 8) | Next();
        }
        return bit;
    }

    private byte Next() => _position < _bytes.Length ? _bytes[_position++] : (byte)0;
}
