#include "http/mask_json.hpp"

#include "base/json.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "http/mask.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace kscan::http {
namespace {

using nlohmann::json;

constexpr std::size_t deepest = 200;
constexpr int deepest_text = 4;  // JSON in a string in JSON in a string...

/// What the objects around a value have said about it.
enum class Kind { unknown, secret, other };

struct Place {
  Kind kind = Kind::unknown;
  bool hidden = false;  ///< nothing in here is shown
  bool env = false;     ///< the list of a container's variables, or one of these
  int texts = 0;        ///< strings around this one that were parsed
};

bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') ++i;
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if ((c == '{' || c == '[') && ++depth > deepest) return true;
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  return false;
}

/// Discarded when it cannot be used.
json parse(std::string_view text) {
  if (text.size() > largest_masked_body || is_too_deep(text)) return json(json::value_t::discarded);
  return json::parse(text, nullptr, false);
}

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

void hide(json& value) {
  if (value.is_string()) wipe(value.get_ref<std::string&>());
  value = masked;
}

void show(json& value, std::string text) {
  wipe(value.get_ref<std::string&>());
  value = std::move(text);
}

Kind kind_of(const json& object, Kind outer) {
  Kind kind = outer;
  for (const auto& [name, value] : object.items()) {
    if (to_lower_ascii(name) != "kind" || !value.is_string()) continue;
    const std::string text = to_lower_ascii(value.get_ref<const std::string&>());
    if (text.find("secret") != std::string::npos) return Kind::secret;
    const bool says_nothing = text.empty() || text == "list" || text == "watchevent";
    if (kind == Kind::unknown && !says_nothing) kind = Kind::other;
  }
  return kind;
}

/// {"name": "PASSWORD", "value": ...}, {"op": "add", "path": "/data/password", "value": ...}
bool names_something_sensitive(const json& object) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"name", "key", "path"},
                             [&](std::string_view key) {
                               const std::string name = text_member(object, key);
                               return is_sensitive_name(name.substr(name.rfind('/') + 1));
                             });
}

bool is_flag_for_next(const json& argument) {
  if (!argument.is_string()) return false;
  const auto& text = argument.get_ref<const std::string&>();
  return text.starts_with('-') && text.find('=') == std::string::npos && is_sensitive_name(text);
}

class Masker {
public:
  void visit(json& value, const Place& at) {
    if (value.is_object()) return visit_object(value, at);
    if (value.is_array()) return visit_array(value, at);
    if (at.hidden && (value.is_string() || value.is_number())) return hide(value);
    if (value.is_string()) visit_string(value, at);
  }

private:
  void visit_object(json& object, const Place& at) {
    Place inside = at;
    inside.kind = kind_of(object, at.kind);
    const bool pair = at.env || inside.kind == Kind::secret || names_something_sensitive(object);
    const bool map = at.env && !object.contains("name");  // {"NAME": "value"}
    for (const auto& [name, value] : object.items()) {
      const std::string key = to_lower_ascii(name);
      inside.hidden = at.hidden || map || (pair && key == "value") || is_hidden(key, value, inside);
      inside.env = key == "env";
      visit(value, inside);
    }
    mask_names(object);
  }

  /// Of registries, in a Docker configuration.
  static void mask_names(json& object) {
    std::vector<std::string> urls;
    for (const auto& [name, value] : object.items()) {
      if (name.find("://") != std::string::npos && mask_url(name) != name) urls.push_back(name);
    }
    for (const std::string& name : urls) {
      json value = std::move(object[name]);
      object.erase(name);
      object[mask_url(name)] = std::move(value);
    }
  }

  static bool is_hidden(std::string_view key, const json& value, const Place& in) {
    if (key == "stringdata" || key == "binarydata") return true;
    if (key == "data") return in.kind != Kind::other;
    // A volume's "secret" is an object that only names one.
    if (value.is_object() && key.ends_with("secret")) return false;
    return is_sensitive_name(key);
  }

  void visit_array(json& array, const Place& at) {
    Place inside = at;
    for (auto& element : array) {
      const bool next = is_flag_for_next(element);
      visit(element, inside);
      inside.hidden = at.hidden || next;
    }
  }

  void visit_string(json& value, const Place& at) {
    const auto& text = value.get_ref<const std::string&>();
    const std::string_view inner = trim(text);
    if (!inner.starts_with('{') && !inner.starts_with('[') && !inner.starts_with('"')) {
      return show(value, mask_text(text));
    }
    json parsed = at.texts < deepest_text ? parse(inner) : json(json::value_t::discarded);
    if (parsed.is_discarded()) {
      return inner.starts_with('{') ? hide(value) : show(value, mask_text(text));
    }
    visit(parsed,
          {at.kind == Kind::secret ? Kind::secret : Kind::unknown, false, false, at.texts + 1});
    show(value, dump(parsed));
  }
};

}  // namespace

std::optional<std::string> mask_json(std::string_view text, bool of_secret) {
  json value = parse(text);
  if (value.is_discarded()) return std::nullopt;
  Masker().visit(value, {of_secret ? Kind::secret : Kind::unknown});
  return dump(value);
}

}  // namespace kscan::http
