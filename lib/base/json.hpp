#pragma once
#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// Reading JSON that somebody else wrote: what is missing or of another type reads as empty, never
/// as an exception. What must be there is checked by whoever needs it.
namespace kscan {

/// The member, or a null value that lives forever.
[[nodiscard]] const nlohmann::json& member(const nlohmann::json& object, std::string_view key);
/// The member if it is a string, else "".
[[nodiscard]] std::string text_member(const nlohmann::json& object, std::string_view key);
/// The member if it is an array, else an empty array that lives forever.
[[nodiscard]] const nlohmann::json& array_member(const nlohmann::json& object,
                                                 std::string_view key);
/// The member if it is an integer, else 0.
[[nodiscard]] std::int64_t integer_member(const nlohmann::json& object, std::string_view key);

}  // namespace kscan
