#include "workload/words.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

namespace kscan::workload {
namespace {

constexpr std::string_view letters_of_a_type =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";

template<typename T> std::vector<T> each_once(std::vector<T> list) {
  std::set<T> seen;
  std::erase_if(list, [&](const T& value) { return !seen.insert(value).second; });
  return list;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at != std::string_view::npos;) {
    const std::size_t end = text.find(separator, at);
    parts.emplace_back(text.substr(at, end - at));
    at = end == std::string_view::npos ? end : end + 1;
  }
  return parts;
}

std::vector<std::string> split_types(std::string_view word) {
  return each_once(split(word, ','));
}

bool has_slash(std::string_view word) {
  return word.find('/') != std::string_view::npos;
}

bool looks_like_an_image(std::string_view word) {
  return word.find_first_of(":@") != std::string_view::npos || std::ranges::count(word, '/') > 1;
}

Error usage(std::string message, std::string_view word) {
  Error error(Errc::usage, std::move(message));
  if (looks_like_an_image(word))
    return std::move(error).hint("to scan an image: kubectl scan image " + std::string(word));
  return error;
}

Result<> check_type(std::string_view type, std::string_view word) {
  const bool possible =
      !type.empty() && type.find_first_not_of(letters_of_a_type) == std::string_view::npos;
  if (possible && !looks_like_an_image(word)) return {};
  return fail(usage("the server doesn't have a resource type \"" + std::string(type) + "\"", word));
}

Result<NamedObject> parse_tuple(const std::string& word) {
  std::vector<std::string> parts = split(word, '/');
  if (parts.size() != 2)
    return fail(usage("arguments in resource/name form may not have more than one slash", word));
  if (parts[0].empty() || parts[1].empty() || split_types(parts[0]).size() != 1)
    return fail(
        usage("arguments in resource/name form must have a single resource and name", word));
  if (Result<> type = check_type(parts[0], word); !type) return fail(type.error());
  if (Result<> name = check_name(parts[1]); !name) return fail(name.error());
  return NamedObject{.type = std::move(parts[0]), .name = std::move(parts[1])};
}

Result<SplitWords> parse_tuples(std::span<const std::string> words) {
  SplitWords result;
  for (const std::string& word : words) {
    Result<NamedObject> tuple = parse_tuple(word);
    if (!tuple) return fail(std::move(tuple).error());
    result.tuples.push_back(*std::move(tuple));
  }
  result.tuples = each_once(std::move(result.tuples));
  return result;
}

// kubectl's own sentence has no closing parenthesis either.
Error mixed_forms(std::span<const std::string> words) {
  const auto image = std::ranges::find_if(words, looks_like_an_image);
  return usage("there is no need to specify a resource type as a separate argument when passing "
               "arguments in resource/name form (e.g. 'kubectl scan resource/<resource_name>' "
               "instead of 'kubectl scan resource resource/<resource_name>'",
               image == words.end() ? std::string_view() : *image);
}

/// `t1,t2 n1 n2` is t1/n1 t1/n2 t2/n1 t2/n2.
std::vector<std::string> multiplied(std::span<const std::string> words) {
  std::vector<std::string> result(words.begin(), words.end());
  if (words.size() < 2) return result;
  const std::vector<std::string> types = split_types(words[0]);
  if (types.size() < 2) return result;
  result.clear();
  for (const std::string& type : types)
    for (const std::string& name : words.subspan(1))
      result.push_back(type + "/" + name);
  return result;
}

Result<SplitWords> parse_types(std::span<const std::string> words) {
  SplitWords result;
  if (words.empty()) return result;
  result.types = split_types(words[0]);
  for (const std::string& type : result.types)
    if (Result<> known = check_type(type, words[0]); !known) return fail(known.error());
  for (const std::string& name : words.subspan(1)) {
    if (Result<> valid = check_name(name); !valid) return fail(valid.error());
    result.names.push_back(name);
  }
  result.names = each_once(std::move(result.names));
  return result;
}

}  // namespace

Result<> check_name(std::string_view name) {
  if (name.empty()) return fail(Errc::usage, "resource name may not be empty");
  std::string problem;
  if (name == "." || name == "..") problem = "may not be '" + std::string(name) + "'";
  for (const char illegal : {'/', '%'})
    if (name.find(illegal) != std::string_view::npos)
      problem += (problem.empty() ? "may not contain '" : " may not contain '")
                 + std::string(1, illegal) + "'";
  if (problem.empty()) return {};
  return fail(Errc::usage,
              "invalid resource name \"" + std::string(name) + "\": [" + problem + "]");
}

Result<SplitWords> split_words(std::span<const std::string> words) {
  const std::vector<std::string> all = multiplied(words);
  const auto slashes = static_cast<std::size_t>(std::ranges::count_if(all, has_slash));
  if (slashes == 0) return parse_types(all);
  if (slashes != all.size()) return fail(mixed_forms(all));
  return parse_tuples(all);
}

}  // namespace kscan::workload
