#include "keyring/entry.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace kscan::keyring {
namespace {

constexpr std::string_view entry_type = "credentialprovider.dockerConfigEntryWithAuth";

std::string_view go_name(JsonKind kind) {
  switch (kind) {
  case JsonKind::object:
    return "object";
  case JsonKind::array:
    return "array";
  case JsonKind::string:
    return "string";
  case JsonKind::number:
    return "number";
  case JsonKind::boolean:
    return "bool";
  case JsonKind::null:
    break;
  }
  return "null";
}

/// Would strings.TrimSpace leave a '=' at the end? It cuts Unicode white space as well.
bool ends_in_padding(std::string_view text) {
  constexpr std::array<std::string_view, 19> wide_spaces{"\xc2\x85",
                                                         "\u00a0",
                                                         "\u1680",
                                                         "\u2000",
                                                         "\u2001",
                                                         "\u2002",
                                                         "\u2003",
                                                         "\u2004",
                                                         "\u2005",
                                                         "\u2006",
                                                         "\u2007",
                                                         "\u2008",
                                                         "\u2009",
                                                         "\u200a",
                                                         "\u2028",
                                                         "\u2029",
                                                         "\u202f",
                                                         "\u205f",
                                                         "\u3000"};
  while (true) {
    text = trim(text);
    const auto* found = std::ranges::find_if(
        wide_spaces, [text](std::string_view space) { return text.ends_with(space); });
    if (found == wide_spaces.end()) return text.ends_with('=');
    text.remove_suffix(found->size());
  }
}

/// config.go: decodeDockerConfigFieldAuth.
Result<Credential> decode_auth(std::string_view auth) {
  Result<std::string> decoded =
      ends_in_padding(auth) ? base64_decode(auth) : base64_decode_unpadded(auth);
  if (!decoded) return fail(std::move(decoded).error());
  const Secret pair(std::move(*decoded));
  const std::size_t colon = pair.reveal().find(':');
  if (colon == std::string::npos) {
    return fail(Errc::invalid,
                "unable to parse auth field, must be formatted as base64(username:password)");
  }
  return Credential{pair.reveal().substr(0, colon), Secret(pair.reveal().substr(colon + 1))};
}

class EntryReader {
public:
  EntryReader(JsonReader& reader, std::string_view path)
      : m_reader(reader),
        m_path(path) {}

  Result<EntryReading> read() && {
    const std::string where = m_path.empty() ? "value" : fmt::format("struct field {}", m_path);
    if (m_mismatch.enter_object(m_reader, where, entry_type)) {
      std::string name;
      while (m_reader.next_member(name))
        field(fold_name(name));
    }
    if (m_mismatch.error()) return fail(*m_mismatch.error());
    EntryReading reading{{m_username.reveal(), std::move(m_password)}};
    if (m_auth.empty()) return reading;
    Result<Credential> decoded = decode_auth(m_auth.reveal());
    if (decoded)
      reading.credential = std::move(*decoded);
    else
      reading.bad_auth = std::move(decoded).error();
    return reading;
  }

private:
  void field(std::string_view name) {
    Secret email;
    if (name == "username") return text(name, m_username);
    if (name == "password") return text(name, m_password);
    if (name == "email") return text(name, email);
    if (name == "auth") return text(name, m_auth);
    m_reader.skip();
  }

  /// A null leaves what an earlier field of the same name said.
  void text(std::string_view name, Secret& value) {
    const JsonKind kind = m_reader.kind();
    if (kind == JsonKind::string) {
      value = Secret(m_reader.take_string());
      return;
    }
    const std::string_view owner = m_path.empty() ? "dockerConfigEntryWithAuth" : m_path;
    if (kind != JsonKind::null) {
      m_mismatch.note(kind, fmt::format("struct field {}.{}", owner, name), "string");
    }
    m_reader.skip();
  }

  JsonReader& m_reader;
  std::string_view m_path;
  FirstMismatch m_mismatch;
  Secret m_username;
  Secret m_password;
  Secret m_auth;
};

}  // namespace

void FirstMismatch::note(JsonKind found, std::string_view where, std::string_view type) {
  if (m_error) return;
  m_error.emplace(
      Errc::invalid,
      fmt::format("json: cannot unmarshal {} into Go {} of type {}", go_name(found), where, type));
}

bool FirstMismatch::enter_object(JsonReader& reader,
                                 std::string_view where,
                                 std::string_view type) {
  const JsonKind kind = reader.kind();
  if (kind == JsonKind::object) {
    reader.enter_object();
    return true;
  }
  if (kind != JsonKind::null) note(kind, where, type);
  reader.skip();
  return false;
}

std::string fold_name(std::string_view name) {
  constexpr char32_t long_s = 0x17f;
  constexpr char32_t kelvin = 0x212a;
  std::string folded;
  while (!name.empty()) {
    const CodePoint point = first_code_point(name);
    if (point.value == long_s) {
      folded += 's';
    } else if (point.value == kelvin) {
      folded += 'k';
    } else {
      folded += name.substr(0, point.size);
    }
    name.remove_prefix(point.size);
  }
  return to_lower_ascii(folded);
}

Result<EntryReading> read_entry(JsonReader& reader, std::string_view path) {
  return EntryReader(reader, path).read();
}

}  // namespace kscan::keyring
