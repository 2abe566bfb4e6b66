#pragma once
#include "base/error.hpp"
#include "workload/request.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Words to types and names, as cli-runtime's ResourceTypeOrNameArgs splits them.
namespace kscan::workload {

struct SplitWords {
  std::vector<NamedObject> tuples;  ///< type/name form, and t1,t2 with names
  std::vector<std::string> types;
  std::vector<std::string> names;  ///< of the one type
};

[[nodiscard]] Result<SplitWords> split_words(std::span<const std::string> words);

/// apimachinery pkg/api/validation/path/name.go: what may stand in a path of the API.
[[nodiscard]] Result<> check_name(std::string_view name);

}  // namespace kscan::workload
