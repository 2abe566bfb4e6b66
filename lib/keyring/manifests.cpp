#include "keyring/manifests.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace kscan::keyring {

namespace {

using nlohmann::json;

bool is_secret(const json& object) {
  const auto version = text_member(object, "apiVersion");
  return text_member(object, "kind") == "Secret" && (version == "v1" || version.empty());
}

/// Nothing when there is none.
Result<std::optional<Secret>>
value_in(const json& manifest, std::string_view map_name, std::string_view key) {
  const auto& map = member(manifest, map_name);
  if (map.is_null()) return std::nullopt;
  if (!map.is_object()) return fail(Errc::invalid, fmt::format("{} is not a map", map_name));
  if (!map.contains(key)) return std::nullopt;
  const auto& value = member(map, key);
  if (value.is_null()) return Secret();
  if (!value.is_string())
    return fail(Errc::invalid, fmt::format("{}[{}] is not a string", map_name, key));
  return Secret(value.get<std::string>());
}

/// What the API server would keep under the key.
Result<Secret> stored(const json& manifest, std::string_view key) {
  auto plain = value_in(manifest, "stringData", key);
  if (!plain) return fail(std::move(plain).error());
  if (*plain) return std::move(**plain);
  auto encoded = value_in(manifest, "data", key);
  if (!encoded) return fail(std::move(encoded).error());
  if (!*encoded) return Secret();
  return base64_decode((*encoded)->reveal()).map([](std::string&& bytes) {
    return Secret(std::move(bytes));
  });
}

class Reader {
public:
  void add(const json& manifest) {
    const auto name = text_member(member(manifest, "metadata"), "name");
    const auto type = text_member(manifest, "type");
    const auto dialect = dialect_of(type);
    if (dialect) return add(manifest, name, *dialect);
    m_secrets.ignored.push_back(
        {name, fmt::format("of type \"{}\"", type.empty() ? "Opaque" : type)});
  }
  void skip() { ++m_secrets.others; }
  PullSecrets take() && { return std::move(m_secrets); }

private:
  void add(const json& manifest, const std::string& name, Dialect dialect) {
    auto text = stored(manifest, data_key(dialect));
    if (!text) return m_secrets.bad.push_back({name, text.error().message()});
    if (text->empty()) {
      m_secrets.ignored.push_back({name, fmt::format("without {}", data_key(dialect))});
      return;
    }
    auto entries = parse(text->reveal(), dialect, name);
    if (!entries) return m_secrets.bad.push_back({name, entries.error().message()});
    m_secrets.keyring.add(std::move(*entries));
  }

  PullSecrets m_secrets;
};

}  // namespace

PullSecrets read_manifests(std::span<const json> objects) {
  Reader reader;
  for (const auto& object : objects) {
    if (is_secret(object))
      reader.add(object);
    else
      reader.skip();
  }
  return std::move(reader).take();
}

}  // namespace kscan::keyring
