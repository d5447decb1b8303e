/// The byte sequences in which a value may appear in what a program prints.
enum SecretForms {
    /// The value itself and its longer lines; as a JSON string's content; percent-encoded (RFC 3986, and as forms are);
    /// in base64 (RFC 4648, both alphabets, also within longer encoded text, where it starts at one of three offsets).
    static func all(of value: String) -> Set<[UInt8]> {
        let bytes = Array(value.utf8)
        let lines = bytes.split { $0 == 10 || $0 == 13 }.map(Array.init)
        let forms = [bytes] + lines + [json(value), asciiJSON(value)] + percent(bytes) + base64(bytes)
        return Set(forms.filter { $0.count >= Secret.bytesMin })
    }

    private static func json(_ value: String) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONValue.append(value, to: &bytes)
        return Array(bytes.dropFirst().dropLast())
    }

    /// As programs write it that keep to ASCII, Python's among them.
    private static func asciiJSON(_ value: String) -> [UInt8] {
        value.utf16.flatMap { unit -> [UInt8] in
            if unit < 0x80, let scalar = Unicode.Scalar(unit) { return json(String(Character(scalar))) }
            let digits = String(unit, radix: 16)
            return Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        }
    }

    // MARK: Percent-encoding

    private static func percent(_ bytes: [UInt8]) -> [[UInt8]] {
        let digits = [Array("0123456789ABCDEF".utf8), Array("0123456789abcdef".utf8)]
        return digits.flatMap { digits in
            [
                percent(bytes, digits) { _ in nil },
                percent(bytes, digits) { $0 == UInt8(ascii: "/") ? $0 : nil },
                percent(bytes, digits) { $0 == UInt8(ascii: " ") ? UInt8(ascii: "+") : nil },
            ]
        }
    }

    /// - Parameter other: what stands for a byte that needs no escape in this variant.
    private static func percent(_ bytes: [UInt8], _ digits: [UInt8], other: (UInt8) -> UInt8?) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            if isUnreserved(byte) { return [byte] }
            return other(byte).map { [$0] } ?? [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~")].contains(byte)
        }
    }

    // MARK: Base64

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    /// Where tools break lines.
    private static let lineLength = 76

    private static func base64(_ bytes: [UInt8]) -> [[UInt8]] {
        ["+/", "-_"].flatMap { last in
            let alphabet = letters + Array(last.utf8)
            let whole = digits(bytes, alphabet)
            let lines = stride(from: 0, to: whole.count, by: lineLength).map { start in
                Array(whole[start..<min(start + lineLength, whole.count)])
            }
            let padded = whole + [UInt8](repeating: UInt8(ascii: "="), count: (4 - whole.count % 4) % 4)
            return (0..<3).map { core(bytes, offset: $0, alphabet) } + lines + [whole, padded]
        }
    }

    /// The digits that the value alone decides, wherever it starts among the encoded bytes.
    private static func core(_ bytes: [UInt8], offset: Int, _ alphabet: [UInt8]) -> [UInt8] {
        let all = digits([UInt8](repeating: 0, count: offset) + bytes, alphabet)
        let (first, end) = ((8 * offset + 5) / 6, 8 * (offset + bytes.count) / 6)
        return Array(all[first..<end])
    }

    private static func digits(_ bytes: [UInt8], _ alphabet: [UInt8]) -> [UInt8] {
        var (digits, bits, count): ([UInt8], UInt32, Int) = ([], 0, 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                digits.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { digits.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return digits
    }
}
