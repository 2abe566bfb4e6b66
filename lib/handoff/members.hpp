#pragma once
#include "base/error.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace kscan::handoff {

/// Names come from a cluster, so they may be anything; what is not UTF-8 is replaced.
[[nodiscard]] std::string dump(const nlohmann::ordered_json& value);

/// The members of one JSON object, by their C++ types. The first that is missing or of another
/// type is remembered as the error; what is read after it does not matter any more.
class Members {
public:
  Members(const nlohmann::json& object, std::string path);

  void required(std::string_view key, std::string& to);
  void optional(std::string_view key, std::string& to);
  void optional(std::string_view key, bool& to);
  void optional(std::string_view key, int& to);
  void optional(std::string_view key, std::size_t& to);
  void required(std::string_view key, std::vector<std::string>& to);
  void optional(std::string_view key, std::vector<std::string>& to);
  /// An array of arrays of strings.
  void required(std::string_view key, std::vector<std::vector<std::string>>& to);
  /// An array of objects, each read by `read(Members&, T&)`.
  template<typename T, typename Read>
  void objects(std::string_view key, std::vector<T>& to, const Read& read) {
    for (const nlohmann::json& item : array(key)) {
      Members members(item, path_of(key) + "[]");
      read(members, to.emplace_back());
      adopt(std::move(members));
    }
  }

  void reject(std::string_view key, std::string_view expected);
  [[nodiscard]] const std::optional<Error>& error() const noexcept { return m_error; }

private:
  [[nodiscard]] const nlohmann::json* find(std::string_view key) const;
  [[nodiscard]] const nlohmann::json& array(std::string_view key);
  [[nodiscard]] std::string path_of(std::string_view key) const;
  void strings(std::string_view key, const nlohmann::json& list, std::vector<std::string>& to);
  void adopt(Members&& inner);

  const nlohmann::json& m_object;
  std::string m_path;
  std::optional<Error> m_error;
};

/// A whole text as one object of type T.
template<typename T, typename Read>
Result<T> read_object(std::string_view text, std::string_view what, const Read& read) {
  const nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
  if (parsed.is_discarded()) return fail(Errc::protocol, std::string(what) + " is not JSON");
  Members members(parsed, std::string(what));
  T result;
  read(members, result);
  if (members.error()) return fail(*members.error());
  return result;
}

}  // namespace kscan::handoff
