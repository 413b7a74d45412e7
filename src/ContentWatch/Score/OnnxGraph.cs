using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace ContentWatch.Score;

/// <summary>
/// Writes the little of ONNX (onnx.proto, IR 9, opset 18) that the models need: nodes without attributes, float tensors, inputs
/// and outputs. A message that stands twice in protobuf is merged, so a graph's bytes behind those of a model add to its graph.
/// Not thread-safe.
/// </summary>
public sealed class OnnxGraph
{
    private const int FloatType = 1;
    private readonly List<byte> graph = [];

    /// <summary>Adds a node of the standard domain with default attributes.</summary>
    public OnnxGraph Node(string operation, IEnumerable<string> inputs, string output)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var node = new List<byte>();
        foreach (var input in inputs)
        {
            Text(node, 1, input);
        }

        Text(node, 2, output);
        Text(node, 4, operation);
        Message(graph, 1, node);
        return this;
    }

    /// <summary>Adds a constant float tensor, row by row.</summary>
    public OnnxGraph Constant(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        var tensor = new List<byte>();
        foreach (var size in shape)
        {
            Number(tensor, 1, size);
        }

        Number(tensor, 2, FloatType);
        Text(tensor, 8, name);
        Bytes(tensor, 9, LittleEndian(values));
        Message(graph, 5, tensor);
        return this;
    }

    /// <summary>Adds an input: a float matrix of any number of rows.</summary>
    public OnnxGraph Input(string name, int columns) => Matrix(11, name, columns);

    /// <summary>Adds an output: a float matrix of any number of rows.</summary>
    public OnnxGraph Output(string name, int columns) => Matrix(12, name, columns);

    /// <summary>A whole model of this graph.</summary>
    public byte[] ToModel(string name)
    {
        var model = new List<byte>();
        Number(model, 1, 9);
        Text(model, 2, name);
        Text(graph, 2, name);
        Message(model, 7, graph);
        var opset = new List<byte>();
        Number(opset, 2, 18);
        Message(model, 8, opset);
        return model.ToArray();
    }

    /// <summary>The model with this graph's nodes and outputs added to its own.</summary>
    public byte[] AddTo(ReadOnlySpan<byte> model)
    {
        var addition = new List<byte>();
        Message(addition, 7, graph);
        return [.. model, .. addition.ToArray()];
    }

    private static byte[] LittleEndian(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            return MemoryMarshal.AsBytes(values).ToArray();
        }

        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return bytes;
    }

    private static void Text(List<byte> into, int field, string text) => Bytes(into, field, Encoding.UTF8.GetBytes(text));

    private static void Message(List<byte> into, int field, List<byte> message) => Bytes(into, field, CollectionsMarshal.AsSpan(message));

    private static void Bytes(List<byte> into, int field, ReadOnlySpan<byte> bytes)
    {
        Varint(into, ((ulong)field << 3) | 2);
        Varint(into, (ulong)bytes.Length);
        into.AddRange(bytes);
    }

    private static void Number(List<byte> into, int field, int value)
    {
        Varint(into, (ulong)field << 3);
        Varint(into, (ulong)value);
    }

    private static void Varint(List<byte> into, ulong value)
    {
        for (; value > 127; value >>= 7)
        {
            into.Add((byte)(value | 128));
        }

        into.Add((byte)value);
    }

    private OnnxGraph Matrix(int field, string name, int columns)
    {
        var rows = new List<byte>();
        Text(rows, 2, "batch");
        var width = new List<byte>();
        Number(width, 1, columns);
        var shape = new List<byte>();
        Message(shape, 1, rows);
        Message(shape, 1, width);
        var tensor = new List<byte>();
        Number(tensor, 1, FloatType);
        Message(tensor, 2, shape);
        var type = new List<byte>();
        Message(type, 1, tensor);
        var value = new List<byte>();
        Text(value, 1, name);
        Message(value, 2, type);
        Message(graph, field, value);
        return this;
    }
}
