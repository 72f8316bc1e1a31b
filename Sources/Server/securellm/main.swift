print("securellm")
